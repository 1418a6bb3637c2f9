using Npgsql;
using OzgTracker.Testing;

namespace OzgTracker.Faults.Logs;

/// <summary>F19: whoever has the rights of the application tries to change the log, while the API works with those very rights.</summary>
public sealed class ForbiddenChangesTests() : FaultUnderLoad("F19", reports: 300)
{
    static readonly string[] Attempts =
    [
        "update log.mt_events set data = '{}'", "delete from log.mt_events", "truncate log.mt_events", "delete from log.mt_streams", "truncate log.mt_streams cascade",
        "alter table log.mt_events disable trigger all", "drop table log.mt_events", "alter sequence log.mt_events_sequence restart", "select setval('log.mt_events_sequence', 1)",
        "set session_replication_role = replica", "update log.mt_event_progression set last_seq_id = 0", "delete from ozg.idempotency", "update ozg.idempotency set status = 200",
    ];

    readonly Dictionary<string, string> told = [];

    [TestCaseSource(nameof(Attempts))]
    public void It_is_denied(string attempt) => Assert.That(told[attempt], Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege));

    protected override async Task Prepare()
    {
        await Roles.ApplyAsync(Direct);
        await StartApi(
            Roles.As(Roles.App, Direct),
            ("ConnectionStrings__OzgTrackerProjector", Roles.As(Roles.Projector, Direct)), ("ConnectionStrings__OzgTrackerOwner", Roles.As(Roles.Owner, Direct)));
    }

    protected override async Task Strike(Task clients)
    {
        await AfterPart(clients, 1, 2);
        await using var app = await Connect(Roles.As(Roles.App, Direct));
        foreach (var attempt in Attempts)
        {
            try
            {
                await using var command = new NpgsqlCommand(attempt, app);
                await command.ExecuteNonQueryAsync();
                told[attempt] = "it was done";
            }
            catch (PostgresException error)
            {
                told[attempt] = error.SqlState;
            }
        }
    }
}
