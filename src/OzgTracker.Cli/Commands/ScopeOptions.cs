using System.CommandLine;
using System.CommandLine.Parsing;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary>Role, keys and Länder of whoever is let in, by a token or by an API key.</summary>
sealed class ScopeOptions
{
    readonly Option<string> role = new("--role") { Required = true, Description = "What the holder may do." };
    readonly Option<string[]> keys = List("--keys", "Of a reporter: official keys, separated by commas. 8 or 12 digits are one unit; 2 (Land), 3 (Regierungsbezirk), 5 (Kreis) or 9 (Gemeindeverband) all below it.");
    readonly Option<string[]> states = List("--states", "Of a coordinator: Länder, 01 to 16, separated by commas.");

    ScopeOptions()
    {
        role.AcceptOnlyFromAmong([.. AccessScope.Roles]);
        keys.Validators.Add(result => CheckEach(result, AccessScope.IsKey, "is not an official key of 2, 3, 5, 8, 9 or 12 digits"));
        states.Validators.Add(result => CheckEach(result, AccessScope.IsState, "is not a Land, 01 to 16"));
    }

    public static ScopeOptions AddTo(Command command)
    {
        var scope = new ScopeOptions();
        command.Add(scope.role);
        command.Add(scope.keys);
        command.Add(scope.states);
        command.Validators.Add(result => Check(result, result.GetResult(scope.role), IsGiven(result, scope.keys), IsGiven(result, scope.states)));
        return scope;
    }

    public TokenHolder Of(ParseResult parsed) => new(parsed.GetRequiredValue(role), parsed.GetValue(keys) ?? [], parsed.GetValue(states) ?? []);

    /// <summary>May be given several times; every value may be a list.</summary>
    static Option<string[]> List(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => [.. result.Tokens.SelectMany(Parts).Distinct(StringComparer.Ordinal)],
    };

    static IEnumerable<string> Parts(Token token) => token.Value.Split(',', StringSplitOptions.TrimEntries);

    static void CheckEach(OptionResult option, Func<string, bool> isRight, string isWrong)
    {
        foreach (var part in option.Tokens.SelectMany(Parts).Where(part => !isRight(part))) option.AddError($"'{part}' {isWrong}.");
    }

    // Looks at tokens: asking for a value throws while another validator has something against it.
    static bool IsGiven(CommandResult command, Option option) => command.GetResult(option) is { Tokens.Count: > 0 };

    /// <summary>A scope that the role does not use would look as if it limited the holder.</summary>
    static void Check(CommandResult command, OptionResult? role, bool hasKeys, bool hasStates)
    {
        if (role is not { Tokens: [{ Value: var name }] }) return;

        if (name == AccessScope.Reporter && !hasKeys) command.AddError("A reporter needs --keys.");
        if (name != AccessScope.Reporter && hasKeys) command.AddError("--keys are for a reporter.");
        if (name == AccessScope.Coordinator && !hasStates) command.AddError("A coordinator needs --states.");
        if (name != AccessScope.Coordinator && hasStates) command.AddError("--states are for a coordinator.");
    }
}
