namespace OzgTracker.Faults.Logs;

/// <summary>F25: some writers take their number and commit long after others that took a later one.</summary>
public sealed class SlowCommitTests() : FaultUnderLoad("F25", reports: 600)
{
    [Test]
    public async Task Later_numbers_were_committed_first() => Assert.That(
        await Ask<long>(
            """
            select count(*)
              from (select timestamp, max(timestamp) over (order by seq_id rows between 1 following and 50 following) as later from log.mt_events) as event
             where event.later > event.timestamp
            """),
        Is.GreaterThan(0),
        $"{Mutation.Note}");

    protected override async Task Prepare()
    {
        await using var connection = await Connect(Direct);
        await using var slow = connection.CreateCommand();
        slow.CommandText =
            """
            create function ozg.dawdle() returns trigger language plpgsql as $$
            begin
                perform pg_sleep(0.03);
                return new;
            end
            $$;
            create trigger dawdle before insert on log.mt_events for each row when (hashtext(new.stream_id) % 4 = 0) execute function ozg.dawdle()
            """;
        await slow.ExecuteNonQueryAsync();
        await base.Prepare();
    }

    protected override Task Strike(Task clients) => clients;
}
