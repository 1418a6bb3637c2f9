using System.Net;
using OzgTracker.Api.Limits;

namespace OzgTracker.Api.Tests.Limits;

public sealed class RateBucketTests
{
    [TestCase("192.0.2.7", "192.0.2.7", true)]
    [TestCase("192.0.2.7", "192.0.2.8", false)]
    [TestCase("192.0.2.7", "::ffff:192.0.2.7", true, TestName = "IPv4 in IPv6 is the same")]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true, TestName = "One subscriber has all of a /64")]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false, TestName = "The next /64 is another one")]
    [TestCase("fe80::1%1", "fe80::1%2", true, TestName = "A scope is no other address")]
    public void Addresses_that_one_client_may_have_share_an_allowance(string first, string second, bool isSame)
    {
        var bucket = new RateBucket("address", new RateOptions { Permits = 1 }, 100, TimeProvider.System);
        bucket.TakeOfAddress(IPAddress.Parse(first));

        Assert.That(bucket.TakeOfAddress(IPAddress.Parse(second)).IsAllowed, Is.EqualTo(!isSame));
    }

    [Test]
    public void Strangers_do_not_use_up_the_room_of_known_clients()
    {
        var bucket = new RateBucket("default", new RateOptions { Permits = 1 }, 10, TimeProvider.System);
        for (var address = 0L; address < 100; address++) bucket.TakeOfAddress(new IPAddress(address));

        Assert.That(Enumerable.Range(0, 10).Select(client => bucket.TakeOfClient($"{client}").IsAllowed), Is.All.True);
    }

    [Test]
    public void The_policy_is_the_text_of_its_header() =>
        Assert.That(new RateBucket("default", new RateOptions { Permits = 600 }, 10, TimeProvider.System).Policy, Is.EqualTo("\"default\";q=600;w=60"));
}
