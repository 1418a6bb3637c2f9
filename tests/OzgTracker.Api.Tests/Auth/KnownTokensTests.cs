using Microsoft.AspNetCore.Authentication;
using OzgTracker.Api.Auth;

namespace OzgTracker.Api.Tests.Auth;

/// <summary>How long a token that was verified is believed. The clock is the test's.</summary>
public sealed class KnownTokensTests
{
    const string Scheme = "issuer:login", Header = "Bearer the-head-of-a-token.what-it-says-of-bonn.what-was-signed";
    const int Most = 3;

    static readonly TimeSpan Tick = TimeSpan.FromTicks(1), Skew = TimeSpan.FromSeconds(60);

    readonly ManualClock clock = new();
    object? keys;
    KnownTokens tokens = null!;

    [SetUp]
    public void Open()
    {
        keys = new object();
        tokens = new KnownTokens(scheme => scheme == Scheme ? keys : null, clock, Most);
    }

    [Test]
    public void What_was_verified_is_believed_for_five_seconds()
    {
        var bonn = Keep(Header, "bonn");

        clock.Pass(KnownTokens.Freshness - Tick);
        Assert.That(tokens.Find(Header), Is.SameAs(bonn));
        clock.Pass(Tick);
        Assert.That(tokens.Find(Header), Is.Null);
    }

    [Test]
    public void A_token_ends_when_it_ends_and_clocks_may_differ_by_a_minute()
    {
        var second = TimeSpan.FromSeconds(1);
        Keep(Header, "bonn", clock.GetUtcNow() - Skew + second);

        clock.Pass(second);
        Assert.That(tokens.Find(Header), Is.Not.Null);
        clock.Pass(Tick);
        Assert.That(tokens.Find(Header), Is.Null);
    }

    [Test]
    public void What_has_no_end_is_not_kept()
    {
        tokens.Keep(Header, new KnownToken(Scheme, Result("bonn", null)), keys);

        Assert.That(tokens.Count, Is.Zero);
    }

    [Test]
    public void Keys_that_are_read_again_verify_everything_anew()
    {
        Keep(Header, "bonn");

        keys = new object();

        Assert.That(tokens.Find(Header), Is.Null);
        Assert.That(tokens.Count, Is.Zero);
    }

    [Test]
    public void Keys_that_were_read_while_a_token_was_verified_do_not_vouch_for_it()
    {
        var before = keys;
        keys = new object();

        tokens.Keep(Header, new KnownToken(Scheme, Result("bonn", clock.GetUtcNow())), before);

        Assert.That(tokens.Find(Header), Is.Null);
    }

    [Test]
    public void Before_there_are_keys_nothing_is_kept()
    {
        keys = null;

        Keep(Header, "bonn");

        Assert.That(tokens.Count, Is.Zero);
    }

    [Test]
    public void A_token_that_differs_in_one_character_is_another_one([Range(0, 62)] int place)
    {
        Keep(Header, "bonn");
        var other = Header.ToCharArray();
        other[place] ^= (char)1;

        Assert.That(tokens.Find(new string(other)), Is.Null);
        Assert.That(tokens.Find(Header), Is.Not.Null);
    }

    [Test]
    public void Characters_that_look_alike_in_one_byte_are_two()
    {
        Keep("Bearer é", "bonn");

        Assert.That(tokens.Find("Bearer ǩ"), Is.Null, "the low byte of both is the same");
        Assert.That(tokens.Find("Bearer \ud800"), Is.Null);
    }

    [Test]
    public void There_are_never_more_than_so_many()
    {
        for (var holder = 0; holder < 20; holder++)
        {
            var kept = Keep($"{Header}{holder}", $"holder {holder}");

            Assert.That(tokens.Count, Is.InRange(1, Most));
            Assert.That(tokens.Find($"{Header}{holder}"), Is.SameAs(kept), "whoever came last");
        }
    }

    [Test]
    public void What_is_over_leaves_when_somebody_new_comes()
    {
        Keep(Header + 1, "one");
        Keep(Header + 2, "two");
        clock.Pass(KnownTokens.Freshness);

        Keep(Header + 3, "three");

        Assert.That(tokens.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_header_that_is_too_long_is_not_kept()
    {
        Keep(new string('a', KnownTokens.LongestHeader), "bonn");
        Keep(new string('a', KnownTokens.LongestHeader + 1), "bonn");

        Assert.That(tokens.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Nobody_is_taken_for_another_while_many_come_at_once()
    {
        var strangers = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var round = 0; round < 2_000; round++)
            {
                var holder = $"holder {(thread + round) % 5}";
                if (round % 3 == 0) Keep(Header + holder, holder);
                if (tokens.Find(Header + holder) is { } found && found.Result.Principal!.FindFirst("sub")!.Value != holder) Interlocked.Increment(ref strangers);
                if (tokens.Count > Most) Interlocked.Increment(ref strangers);
            }
        })));

        Assert.That(strangers, Is.Zero);
    }

    KnownToken Keep(string header, string subject, DateTimeOffset? expires = null)
    {
        var token = new KnownToken(Scheme, Result(subject, expires ?? clock.GetUtcNow() + TimeSpan.FromHours(1)));
        tokens.Keep(header, token, keys);
        return token;
    }

    static AuthenticateResult Result(string subject, DateTimeOffset? expires) => AuthenticateResult.Success(new AuthenticationTicket(
        Principals.Of(Scheme, subject, Roles.Reporter, [], []), new AuthenticationProperties { ExpiresUtc = expires }, Scheme));
}
