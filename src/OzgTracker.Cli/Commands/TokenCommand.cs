using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg token</c>: a development token, signed with the key in the home directory, which the API of the same home accepts.</summary>
static class TokenCommand
{
    const int DefaultDays = 30;
    const int MostDays = 366;

    public static Command Create(CliContext context)
    {
        var command = new Command("token", "Write a token for development to standard output. It is accepted by an API on its embedded database with the same OZG_HOME.");
        var scope = ScopeOptions.AddTo(command);
        var days = new Option<int>("--days") { Description = "How long it is valid.", DefaultValueFactory = _ => DefaultDays };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostDays) result.AddError($"--days must be 1 to {MostDays}.");
        });
        command.Add(days);
        command.SetAction((parsed, ct) => WriteAsync(context, scope.Of(parsed), TimeSpan.FromDays(parsed.GetValue(days)), ct));
        return command;
    }

    static async Task<int> WriteAsync(CliContext context, TokenHolder holder, TimeSpan validFor, CancellationToken ct)
    {
        if (!context.Settings.IsEmbedded)
        {
            await context.Error.WriteLineAsync(
                "warning: ConnectionStrings__OzgTracker is set, and an API on a database of one's own takes such tokens only with Access__DevelopmentTokens=true and on loopback. "
                + "A key that it takes is made by: ozg api-keys create");
        }

        var tokens = await DevelopmentTokens.OfHomeAsync(context.Settings.Home, ct);
        await context.Out.WriteLineAsync(tokens.Create(holder, context.Clock.GetUtcNow(), validFor));
        return ExitCode.Done;
    }
}
