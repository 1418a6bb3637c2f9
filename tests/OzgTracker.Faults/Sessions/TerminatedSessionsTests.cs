namespace OzgTracker.Faults.Sessions;

/// <summary>F12: an administrator ends sessions of the API, one at random after the other.</summary>
public sealed class TerminatedSessionsTests() : FaultUnderLoad("F12", reports: 600)
{
    const int Ended = 25;

    long ended;

    [Test]
    public void Sessions_were_ended() => Assert.That(ended, Is.GreaterThan(Ended / 2));

    protected override async Task Strike(Task clients)
    {
        for (var number = 1; number <= Ended; number++)
        {
            await AfterPart(clients, number, Ended + 1);
            ended += await Ask<long>(
                """
                select count(*) filter (where pg_terminate_backend(pid))
                  from (
                    select pid from pg_stat_activity
                     where datname = current_database()
                       and application_name like 'ozgtracker%'
                     order by random()
                     limit 1
                  ) as session
                """);
        }
    }
}
