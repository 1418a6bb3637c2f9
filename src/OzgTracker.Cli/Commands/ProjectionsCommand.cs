using System.CommandLine;
using System.Globalization;
using OzgTracker.Cli.Imports;
using OzgTracker.EventStore;
using OzgTracker.EventStore.Daemon;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg projections</c>: how far the read models are, and what to do when one stands still or is to be made anew.</summary>
static class ProjectionsCommand
{
    public static Command Create(CliContext context)
    {
        var json = CommonOptions.Json();
        var command = new Command("projections", "Read models: how far they are, and where one stands still. Exit code 4 when one does.") { json };
        command.SetAction((parsed, ct) => WithDatabase(context, async store =>
        {
            var all = await store.Projections.StatusAsync(ct);
            if (parsed.GetValue(json)) CliJson.Write(context.Out, all);
            else Write(context.Out, all);
            return all.Any(model => model.Failure is not null) ? ExitCode.NeedsAttention : ExitCode.Done;
        }, ct));
        command.Subcommands.Add(Retry(context));
        command.Subcommands.Add(Rebuild(context));
        return command;
    }

    /// <summary>One line for each read model; two for one that stands still.</summary>
    public static void Write(TextWriter target, IEnumerable<ProjectionStatus> all)
    {
        foreach (var model in all)
        {
            target.WriteLine($"  {$"{model.Name} v{model.Version}",-20} at {Number(model.Position)}{(model.Failure is null && model.Lag > 0 ? $", {Number(model.Lag)} behind" : "")}");
            if (model.Failure is { } failure) target.WriteLine($"    stands still at {Number(failure.Position)} ({failure.EventType}): {failure.Error}");
        }
    }

    static Command Retry(CliContext context)
    {
        var name = Name("Of the read model that stands still.");
        var command = new Command("retry", "Let a read model go on, once the cause of its failure is gone. The running API notices at once.") { name };
        command.SetAction((parsed, ct) => WithDatabase(context, async store =>
        {
            var failure = await Known(() => store.Projections.RetryAsync(parsed.GetRequiredValue(name), ct));
            await context.Out.WriteLineAsync(failure is null
                ? $"{parsed.GetRequiredValue(name)} did not stand still; nothing was changed."
                : $"{parsed.GetRequiredValue(name)} goes on at position {Number(failure.Position)} ({failure.EventType}). Look with: ozg projections");
            return ExitCode.Done;
        }, ct));
        return command;
    }

    static Command Rebuild(CliContext context)
    {
        var name = Name("Of the read model to make anew.");
        var command = new Command("rebuild", "Make a read model anew from the log, beside the one in service; readers notice nothing. Needs the rights of the tables' owner.") { name };
        command.SetAction((parsed, ct) => ProgressBars.ShowAsync(context.Terminal, bar => WithDatabase(context, async store =>
        {
            var since = context.Clock.GetTimestamp();
            var progress = new RebuildBars(bar);
            await Known(async () =>
            {
                await store.Projections.RebuildProjectionAsync(parsed.GetRequiredValue(name), ct, progress);
                return true;
            });
            var position = (await store.Projections.StatusAsync(ct)).Single(model => model.Name == parsed.GetRequiredValue(name)).Position;
            await context.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{parsed.GetRequiredValue(name)} was made anew up to position {position:N0} in {context.Clock.GetElapsedTime(since).TotalSeconds:0.0} s."));
            return ExitCode.Done;
        }, ct)));
        return command;
    }

    static Argument<string> Name(string description) => new("name") { Description = description };

    static async Task<int> WithDatabase(CliContext context, Func<DocumentStore, Task<int>> work, CancellationToken ct)
    {
        if (!context.MayHaveDatabase) throw NotMigrated();
        await using var database = await OpenDatabase.OfAsync(context, ct);
        if (await DatabaseSetup.PendingAsync(database.Store, ct) is not []) throw NotMigrated();
        return await work(database.Store);
    }

    static async Task<T> Known<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception refused) when (refused is ArgumentException or InvalidOperationException)
        {
            throw new CliException(refused.Message);
        }
    }

    static CliException NotMigrated() => new("The database has no read models yet. First run: ozg migrate");

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
