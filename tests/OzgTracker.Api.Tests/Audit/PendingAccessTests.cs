using OzgTracker.Api.Audit;

namespace OzgTracker.Api.Tests.Audit;

public sealed class PendingAccessTests
{
    static readonly AccessEvent Forbidden = new(AccessEventKind.Refused, "s-1", "reader", null, "GET", "ListStates", "/v1/states", 403, "role-not-allowed", "t-1");

    static readonly TimeSpan Start = TimeSpan.FromHours(5);

    [Test]
    public void The_first_refusal_is_a_row_at_once()
    {
        var pending = new PendingAccess();

        Assert.That(pending.AddRefusal(Forbidden, Start), Is.True);
        Assert.That(pending.Take(10), Is.EqualTo((AccessEvent[])[Forbidden]));
    }

    [Test]
    public void Those_that_are_alike_are_added_up_until_their_minute_is_over()
    {
        var pending = new PendingAccess();
        for (var i = 1; i <= 1_000; i++) pending.AddRefusal(Forbidden with { TraceId = $"t-{i}" }, Start + TimeSpan.FromMilliseconds(i));

        Assert.That(pending.Close(Start + TimeSpan.FromSeconds(59), all: false), Is.Empty);
        var added = pending.Close(Start + PendingAccess.Window + TimeSpan.FromSeconds(1), all: false);

        Assert.That(added, Is.EqualTo((AccessEvent[])[Forbidden with { Count = 999, TraceId = "t-1000" }]));
        Assert.That(pending.Take(10).Sum(row => row.Count), Is.EqualTo(1_000));
        Assert.That(pending.AddRefusal(Forbidden, Start + TimeSpan.FromMinutes(2)), Is.True, "A new minute begins with a row.");
    }

    [Test]
    public void Another_subject_operation_or_code_is_another_row()
    {
        var pending = new PendingAccess();
        AccessEvent[] different =
            [Forbidden, Forbidden with { Subject = "s-2" }, Forbidden with { Subject = null }, Forbidden with { Operation = "GetUnit" }, Forbidden with { Code = "outside-your-keys" }];

        foreach (var refusal in different) Assert.That(pending.AddRefusal(refusal, Start), Is.True);

        Assert.That(pending.Take(10), Is.EqualTo(different));
    }

    [Test]
    public void A_flood_of_different_refusals_takes_bounded_memory_and_is_counted()
    {
        var pending = new PendingAccess(mostRows: 3, mostTallies: 5);
        for (var i = 0; i < 100; i++) pending.AddRefusal(Forbidden with { Subject = $"s-{i}" }, Start);

        var made = pending.Close(Start, all: true);
        var rows = pending.Take(100);

        Assert.That(made.Count(row => row.Kind == AccessEventKind.Dropped), Is.EqualTo(1));
        Assert.That(rows, Has.Count.EqualTo(6), "three at once, two that found no place at once, and the row that says what was dropped");
        Assert.That(rows.Sum(row => row.Count), Is.EqualTo(100), "Each refusal is counted somewhere.");
        Assert.That(made.Single(row => row.Kind == AccessEventKind.Dropped).Count, Is.EqualTo(95));
    }

    [TestCase(PendingAccess.FewInvalid - 1, 0)]
    [TestCase(PendingAccess.FewInvalid, 1)]
    public void Invalid_requests_are_noted_when_they_are_many(int requests, int rows)
    {
        var pending = new PendingAccess();
        for (var i = 0; i < requests; i++) pending.AddInvalid(Forbidden with { Kind = AccessEventKind.Invalid, Status = 400, Code = "invalid-request" }, Start);

        pending.Close(Start + PendingAccess.Window, all: false);

        Assert.That(pending.Take(10).Select(row => (row.Kind, row.Count)), Is.EqualTo(Enumerable.Repeat((AccessEventKind.Invalid, (long)requests), rows)));
    }

    [Test]
    public void A_sign_in_without_a_place_is_counted()
    {
        var pending = new PendingAccess(mostRows: 1);

        Assert.That(pending.Add(new AccessEvent(AccessEventKind.SignedIn, "s-1")), Is.True);
        Assert.That(pending.Add(new AccessEvent(AccessEventKind.SignedIn, "s-2")), Is.False);

        Assert.That(pending.Close(Start, all: false).Single(), Is.EqualTo(new AccessEvent(AccessEventKind.Dropped, Count: 1)));
    }

    [Test]
    public void What_could_not_be_written_comes_again_in_its_order()
    {
        var pending = new PendingAccess();
        foreach (var subject in (string[])["a", "b", "c"]) pending.Add(new AccessEvent(AccessEventKind.SignedIn, subject));

        pending.PutBack(pending.Take(2));

        Assert.That(pending.Take(10).Select(row => row.Subject), Is.EqualTo((string[])["a", "b", "c"]));
    }

    [Test]
    public void A_database_that_stays_away_fills_no_memory()
    {
        var pending = new PendingAccess(mostRows: 2, mostTallies: 1);
        for (var i = 0; i < 50; i++)
        {
            pending.Add(new AccessEvent(AccessEventKind.SignedIn, $"s-{i}"));
            pending.Close(Start, all: true);
            pending.PutBack(pending.Take(10));
        }

        Assert.That(pending.Count, Is.LessThanOrEqualTo(4));
        Assert.That(pending.Take(100).Sum(row => row.Count) + pending.Close(Start, all: true).Sum(row => row.Count), Is.EqualTo(50));
    }
}

public sealed class SeenCredentialsTests
{
    static readonly SeenCredentials.Credential Token = new("issuer", "s-1", "token-1");

    [Test]
    public void A_credential_is_new_once_an_hour()
    {
        var seen = new SeenCredentials();

        Assert.That(seen.IsNew(Token, TimeSpan.Zero), Is.True);
        Assert.That(seen.IsNew(Token, TimeSpan.FromMinutes(59)), Is.False);
        Assert.That(seen.IsNew(Token, TimeSpan.FromMinutes(60)), Is.True);
        Assert.That(seen.IsNew(Token, TimeSpan.FromMinutes(61)), Is.False);
    }

    [Test]
    public void Another_token_of_the_same_subject_is_new()
    {
        var seen = new SeenCredentials();
        seen.IsNew(Token, TimeSpan.Zero);

        Assert.That(seen.IsNew(Token with { Mark = "token-2" }, TimeSpan.Zero), Is.True);
        Assert.That(seen.IsNew(Token with { Issuer = "other" }, TimeSpan.Zero), Is.True);
    }

    [Test]
    public void Many_credentials_take_bounded_memory()
    {
        var seen = new SeenCredentials(most: 10);
        for (var i = 0; i < 10; i++) seen.IsNew(Token with { Mark = $"{i}" }, TimeSpan.Zero);

        Assert.That(seen.IsNew(Token with { Mark = "one more" }, TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(seen.IsNew(Token with { Mark = "0" }, TimeSpan.FromMinutes(1)), Is.True, "It was forgotten, so it is noted once more.");
    }
}

public sealed class SafeTextTests
{
    [TestCase(null, null)]
    [TestCase("", null)]
    [TestCase("dev-admin", "dev-admin")]
    [TestCase("Köln", "Köln")]
    [TestCase("a\r\nb", @"a\u000d\u000ab")]
    [TestCase("\u001b[31mred", @"\u001b[31mred")]
    [TestCase("a\0b", @"a\u0000b")]
    [TestCase("a\u0085b\u2028c", @"a\u0085b\u2028c")]
    [TestCase("\u202eabc", @"\u202eabc")]
    [TestCase("0123456789", "0123456789")]
    [TestCase("0123456789a", "012345678…")]
    [TestCase("01234567\nx", "01234567…")]
    [TestCase("😀", "😀")]
    public void Text_of_others_cannot_break_a_line_or_fill_a_log(string? text, string? safe) => Assert.That(SafeText.Of(text, text?.Length > 9 && text[0] == '0' ? 10 : 40), Is.EqualTo(safe));

    [Test]
    public void A_lone_surrogate_does_not_reach_the_database() => Assert.That(SafeText.Of("a\ud800b", 40), Is.EqualTo("a\ufffdb"));

    [Test]
    public void A_pair_is_not_cut_in_two() => Assert.That(SafeText.Of("12345678😀😀", 10), Is.EqualTo("12345678…"));
}

public sealed class AccessLineTests
{
    [Test]
    public void A_line_holds_what_is_known_as_values_and_as_text()
    {
        var line = new AccessLine(new AccessEvent(AccessEventKind.Refused, Subject: "s-1", Status: 403, Count: 7));

        Assert.That(line.ToString(), Is.EqualTo("Access: Kind refused, Subject s-1, Status 403, Count 7"));
        Assert.That(line, Is.EqualTo((KeyValuePair<string, object?>[])[new("Kind", "refused"), new("Subject", "s-1"), new("Status", 403), new("Count", 7L)]));
    }
}
