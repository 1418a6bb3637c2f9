using Npgsql;
using OzgTracker.Domain;
using OzgTracker.EventStore;
using OzgTracker.Operations.Starter;

namespace OzgTracker.Operations.Demo;

/// <summary>
/// Fills a database that has units and services with invented histories of all of them, so that the program can be seen and measured at full size.
/// A database with reports of anybody else never gets it.
/// </summary>
/// <remarks>Every event carries the source <c>demo</c>. Cut off, the same call goes on; done, it records nothing.</remarks>
public static class SyntheticGermany
{
    /// <summary>Correlation id of all its events.</summary>
    public const string CorrelationId = "synthetic-germany";

    const string UseAnother = "Use a new database: set OZG_HOME to an empty folder, or name another one.";

    /// <summary>Whether a load has begun in this database.</summary>
    public static async Task<bool> IsLoaded(NpgsqlDataSource source, CancellationToken ct) => await SyntheticPlan.FindAsync(source, ct) is not null;

    /// <summary>Loads what is missing. The read models must know the units and services.</summary>
    /// <exception cref="SyntheticGermanyException">Reference data are missing, or the database holds something else.</exception>
    public static async Task<SyntheticReport> LoadAsync(IDocumentStore store, SyntheticOptions options, CancellationToken ct)
    {
        var reference = await SyntheticReference.ReadAsync(store.DataSource, ct);
        if (reference.Units.Count == 0) throw Missing("units", "ozg import municipalities FILE", "GV100AD of Destatis");
        if (reference.Services.Count == 0) throw Missing("services", "ozg import services FILE", "and ozg import leika FILE");

        await RefuseOthers(store.DataSource, ct);
        var history = await Plan(store.DataSource, reference, options, ct);
        return options.DryRun && !await IsLoaded(store.DataSource, ct)
            ? Counted(history, reference, ct)
            : await RecordAsync(store, history, reference, options, ct);
    }

    static SyntheticGermanyException Missing(string what, string command, string hint) =>
        new($"This database has no {what} yet that histories could be invented for. First run: {command} ({hint}).");

    /// <summary>Never among real reports.</summary>
    static async Task RefuseOthers(NpgsqlDataSource source, CancellationToken ct)
    {
        if (await StarterSet.IsLoaded(source, ct))
            throw new SyntheticGermanyException($"This database holds the starter set. {UseAnother}");

        await using var command = source.CreateCommand("""
            select stream_id
              from log.mt_events
             where stream_id like 'rollout-%'
               and version = 1
               and (correlation_id is distinct from $1 or headers ->> 'source' is distinct from $2)
             limit 1
            """);
        command.CommandTimeout = 0;   // the whole log is looked at
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = CorrelationId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Provenance.Demo });
        if (await command.ExecuteScalarAsync(ct) is string stream)
            throw new SyntheticGermanyException(
                $"This database holds reports that are not of synthetic Germany, e. g. {stream}. Nothing was recorded: real and invented reports are never mixed. {UseAnother}");
    }

    /// <summary>The histories that were begun here, or those that are asked for.</summary>
    static async Task<SyntheticHistory> Plan(NpgsqlDataSource source, SyntheticReference reference, SyntheticOptions options, CancellationToken ct)
    {
        var plan = await SyntheticPlan.FindAsync(source, ct);
        if (plan is null)
        {
            plan = new SyntheticPlan(options.Seed, options.Transitions, ShareFor(reference, options, ct));
            if (!options.DryRun) plan = await plan.KeepAsync(source, ct);
        }

        return (plan.Seed, plan.Transitions) == (options.Seed, options.Transitions)
            ? new SyntheticHistory(plan.Seed, plan.Share)
            : throw new SyntheticGermanyException(
                $"This database holds another synthetic Germany, which `{plan.Command}` completes; no cell has two histories. {UseAnother}");
    }

    static double ShareFor(SyntheticReference reference, SyntheticOptions options, CancellationToken ct)
    {
        if (options.Transitions is not { } wanted) return 1;
        var all = new SyntheticHistory(options.Seed).Count(reference.Units, reference.Services, ct).Transitions;
        return wanted >= all ? 1 : (double)wanted / all;
    }

    /// <summary>Where nothing is there yet, nothing need be looked for.</summary>
    static SyntheticReport Counted(SyntheticHistory history, SyntheticReference reference, CancellationToken ct) => new(
        true, history.Seed, history.Share, reference.Units.Count, reference.Services.Count, 0, history.Count(reference.Units, reference.Services, ct),
        SyntheticOffers.Of(history, reference.Services).Count(), 0);

    static async Task<SyntheticReport> RecordAsync(
        IDocumentStore store, SyntheticHistory history, SyntheticReference reference, SyntheticOptions options, CancellationToken ct)
    {
        var load = new SyntheticLoad(store, options.DryRun);
        var offers = await load.OffersAsync(SyntheticOffers.Of(history, reference.Services), ct);
        var batch = new List<SyntheticStream>(options.StreamsPerTransaction);
        for (var done = 0; done < reference.Units.Count; done++)
        {
            options.Progress?.Report(new ImportProgress(done, reference.Units.Count));
            foreach (var stream in history.Streams([reference.Units[done]], reference.Services))
            {
                batch.Add(stream);
                if (batch.Count == options.StreamsPerTransaction) await Flush();
            }
        }

        await Flush();
        options.Progress?.Report(new ImportProgress(reference.Units.Count, reference.Units.Count));
        return new SyntheticReport(
            options.DryRun, history.Seed, history.Share, reference.Units.Count, reference.Services.Count, load.Known, load.Added, offers, load.Position);

        async Task Flush()
        {
            ct.ThrowIfCancellationRequested();
            await load.StreamsAsync(batch, ct);
            batch.Clear();
        }
    }
}
