using System.Diagnostics.Metrics;
using Npgsql;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Operations;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>A unit is dissolved while the read models stand still: what is decided on them then must be stopped by the guard of the write, and decided anew.</summary>
static class MovedUnderWrite
{
    /// <summary>Sends a write after the unit has ended, and lets the read models go on once the write was stopped.</summary>
    public static async Task<HttpResponseMessage> Send(ApiHostUnderTest app, string gone, string into, DateOnly on, Func<Task<HttpResponseMessage>> write)
    {
        await using var blocker = new NpgsqlConnection(app.OwnerConnectionString);
        await blocker.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var block = new NpgsqlCommand("lock table read.municipality_v2 in exclusive mode", blocker, transaction)) await block.ExecuteNonQueryAsync();
        var wasStopped = new TaskCompletionSource();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Name == "ozg.writes.decided_anew") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => wasStopped.TrySetResult());
        listener.Start();
        await using (var store = OzgStore.Open(app.OwnerConnectionString))
        {
            await using var session = store.LightweightSession();
            session.Events.Append(Municipality.StreamKey(UnitId.Parse(gone)), new MunicipalityMerged(UnitId.Parse(into), on));
            await session.SaveChangesAsync(CancellationToken.None);
        }

        var writing = write();
        var first = await Task.WhenAny(writing, wasStopped.Task);
        await transaction.RollbackAsync();

        Assert.That(first, Is.SameAs(wasStopped.Task), "It was saved for a unit that was dissolved before it.");
        return await writing;
    }
}
