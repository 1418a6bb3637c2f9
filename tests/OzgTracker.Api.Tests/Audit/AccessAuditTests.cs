using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OzgTracker.Api.Audit;

namespace OzgTracker.Api.Tests.Audit;

/// <summary>What becomes of access events between a request and the table.</summary>
public sealed class AccessAuditTests : ApiFixture
{
    AccessAudit Audit => App.Services.GetRequiredService<AccessAudit>();

    [TestCase(401, true)]
    [TestCase(403, true)]
    [TestCase(429, true)]
    [TestCase(400, false)]
    [TestCase(404, false)]
    [TestCase(409, false)]
    [TestCase(500, false)]
    public async Task Only_refused_access_is_noted(int status, bool isNoted)
    {
        var code = Guid.NewGuid().ToString();

        Audit.See(Answered(status, code));
        await Audit.Write(all: true, CancellationToken.None);

        Assert.That(await Scalar<long>($"select count(*) from ozg.access_event where kind = 'refused' and status = {status} and code = '{code}'"), Is.EqualTo(isNoted ? 1 : 0));
    }

    [Test]
    public async Task Who_keeps_sending_what_is_invalid_is_noted()
    {
        var code = Guid.NewGuid().ToString();

        for (var i = 0; i < 100; i++) Audit.See(Answered(400, code));
        await Audit.Write(all: true, CancellationToken.None);

        Assert.That(await Scalar<long>($"select count from ozg.access_event where kind = 'invalid' and code = '{code}'"), Is.GreaterThanOrEqualTo(60), "a minute may have ended meanwhile");
    }

    [Test]
    public async Task A_flood_from_many_threads_is_counted_to_the_last()
    {
        var code = Guid.NewGuid().ToString();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++) Audit.See(Answered(429, code, subject: $"s-{i % 10}"));
        })));
        await Audit.Write(all: true, CancellationToken.None);

        Assert.That(await Scalar<decimal>($"select sum(count) from ozg.access_event where code = '{code}'"), Is.EqualTo(40_000));
        Assert.That(await Scalar<long>($"select count(*) from ozg.access_event where code = '{code}'"), Is.LessThanOrEqualTo(10 * 2 * 2), "two rows for each subject, and the minute may end meanwhile");
    }

    [Test]
    public async Task What_cannot_be_written_waits()
    {
        var code = Guid.NewGuid().ToString();
        await Do("alter table ozg.access_event rename to access_event_away");
        try
        {
            Audit.See(Answered(403, code));
            await Assert.ThrowsAsync<PostgresException>(() => Audit.Write(all: true, CancellationToken.None));
        }
        finally
        {
            await Do("alter table ozg.access_event_away rename to access_event");
        }

        await Audit.Write(all: true, CancellationToken.None);

        Assert.That(await Scalar<long>($"select count(*) from ozg.access_event where code = '{code}'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Text_of_others_is_made_harmless_before_it_is_kept()
    {
        var subject = "s\r\nevil\u001b[2J\0" + new string('x', 1_000);

        Audit.See(Answered(403, Guid.NewGuid().ToString(), subject));
        await Audit.Write(all: true, CancellationToken.None);

        var kept = await Scalar<string>(@"select subject from ozg.access_event where subject like 's\\u000d%'");
        Assert.That(kept, Does.StartWith(@"s\u000d\u000aevil\u001b[2J\u0000xxx").And.EndWith("…").And.Length.EqualTo(200));
    }

    [Test]
    public void Events_are_counted_by_kind_for_a_monitor()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == AccessAudit.MeterName) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            counts.AddOrUpdate($"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}", value, (_, sum) => sum + value));
        listener.Start();

        Audit.Tell(new AccessEvent(AccessEventKind.Refused, Count: 7));
        Audit.Tell(new AccessEvent(AccessEventKind.Dropped, Count: 3));

        Assert.That(counts["ozgtracker.audit.events refused"], Is.GreaterThanOrEqualTo(7));
        Assert.That(counts["ozgtracker.audit.dropped dropped"], Is.GreaterThanOrEqualTo(3));
    }

    static DefaultHttpContext Answered(int status, string code, string? subject = null)
    {
        var context = new DefaultHttpContext { Response = { StatusCode = status } };
        if (subject is not null) context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", subject)]));
        context.Features.Set(new AnsweredProblem(code));
        return context;
    }
}
