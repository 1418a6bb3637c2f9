using System.CommandLine;
using System.CommandLine.Parsing;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg token</c>: a development token, signed with the key in the home directory, which the API of the same home accepts.</summary>
static class TokenCommand
{
    const int DefaultDays = 30;
    const int MostDays = 366;

    public static Command Create(CliContext context)
    {
        var role = new Option<string>("--role") { Required = true, Description = "Who the token speaks for." };
        role.AcceptOnlyFromAmong([.. AccessScope.Roles]);
        var keys = List("--keys", "Of a reporter: official keys, separated by commas. 8 or 12 digits are one unit; 2 (Land), 3 (Regierungsbezirk), 5 (Kreis) or 9 (Gemeindeverband) all below it.");
        keys.Validators.Add(result => CheckEach(result, IsKey, "is not an official key of 2, 3, 5, 8, 9 or 12 digits"));
        var states = List("--states", "Of a coordinator: Länder, 01 to 16, separated by commas.");
        states.Validators.Add(result => CheckEach(result, text => StateCode.TryParse(text, out _), "is not a Land, 01 to 16"));
        var days = new Option<int>("--days") { Description = "How long it is valid.", DefaultValueFactory = _ => DefaultDays };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostDays) result.AddError($"--days must be 1 to {MostDays}.");
        });

        var command = new Command("token", "Write a token for development to standard output. It is accepted by an API with the same OZG_HOME.") { role, keys, states, days };
        command.Validators.Add(result => CheckScope(result, result.GetResult(role), hasKeys: IsGiven(result, keys), hasStates: IsGiven(result, states)));
        command.SetAction((parsed, ct) => WriteAsync(
            context,
            new TokenHolder(parsed.GetRequiredValue(role), parsed.GetValue(keys) ?? [], parsed.GetValue(states) ?? []),
            TimeSpan.FromDays(parsed.GetValue(days)),
            ct));
        return command;
    }

    static async Task<int> WriteAsync(CliContext context, TokenHolder holder, TimeSpan validFor, CancellationToken ct)
    {
        var tokens = await DevelopmentTokens.OfHomeAsync(context.Settings.Home, ct);
        await context.Out.WriteLineAsync(tokens.Create(holder, context.Clock.GetUtcNow(), validFor));
        return ExitCode.Done;
    }

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

    /// <summary>A scope that the role does not use would look as if it limited the token.</summary>
    static void CheckScope(CommandResult command, OptionResult? role, bool hasKeys, bool hasStates)
    {
        if (role is not { Tokens: [{ Value: var name }] }) return;

        if (name == Reporter && !hasKeys) command.AddError("A reporter needs --keys.");
        if (name != Reporter && hasKeys) command.AddError("--keys are for a reporter.");
        if (name == Coordinator && !hasStates) command.AddError("A coordinator needs --states.");
        if (name != Coordinator && hasStates) command.AddError("--states are for a coordinator.");
    }
}
