using System.CommandLine;
using OzgTracker.Cli.Demo;
using OzgTracker.Operations.Demo;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg demo</c>: fills a database with invented reports.</summary>
static class DemoCommand
{
    const string Description = """
        Fill a database with invented reports, each of them marked with the source demo.

        Without --full: the starter set, 80 municipalities, 20 Landkreise and 44 services, for an empty database. ./run.sh loads it by itself.
        With --full: synthetic Germany, a history since 2019 of all units and services of the database: about 20 million transitions for all of Germany.
        Import the units and services first (ozg import municipalities, services, leika). The same command again records nothing, and goes on after Ctrl-C.
        A database with reports of anybody else gets neither.
        """;

    public static Command Create(CliContext context)
    {
        var full = new Option<bool>("--full") { Description = "Synthetic Germany instead of the starter set." };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Another seed, another Germany.",
            DefaultValueFactory = _ => SyntheticHistory.DefaultSeed,
            HelpName = "N",
        };
        var transitions = new Option<long?>("--transitions")
        {
            Description = "About so many, in cells chosen by a hash, instead of all cells.",
            HelpName = "N",
        };
        transitions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1) result.AddError("--transitions must be at least 1.");
        });
        var dryRun = new Option<bool>("--dry-run") { Description = "Count what --full would record, write nothing." };
        var json = CommonOptions.Json();
        var command = new Command("demo", Description) { full, seed, transitions, dryRun, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(full)) return;
            foreach (var option in (Option[])[seed, transitions, dryRun])
                if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} belongs to --full.");
        });
        command.SetAction((parsed, ct) => parsed.GetValue(full)
            ? new FullDemo(context, Options(parsed), parsed.GetValue(json)).RunAsync(ct)
            : new StarterDemo(context, parsed.GetValue(json)).RunAsync(ct));
        return command;

        SyntheticOptions Options(ParseResult parsed) => new(parsed.GetValue(seed), parsed.GetValue(transitions)) { DryRun = parsed.GetValue(dryRun) };
    }
}
