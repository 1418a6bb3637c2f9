using System.Text;
using OzgTracker.Api.Webhooks;
using OzgTracker.Operations;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>The example that the libraries of Standard Webhooks test with.</summary>
    [Test]
    public void It_is_that_of_the_standard() => Assert.That(
        WebhookSecret.Sign(
            [Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1_614_265_330), Encoding.UTF8.GetBytes("{\"test\": 2432232314}")),
        Is.EqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));

    [Test]
    public void Receivers_on_this_machine_are_for_the_embedded_database()
    {
        var options = new WebhookOptions { AllowLoopback = true };

        Assert.That(Assert.Throws<UnsafeSettingException>(() => options.Check(isEmbedded: false, permission: null))!.Message, Does.Contain("Webhooks:AllowLoopback"));
        Assert.DoesNotThrow(() => options.Check(isEmbedded: true, permission: null));
        Assert.DoesNotThrow(() => new WebhookOptions().Check(isEmbedded: false, permission: null));
    }
}
