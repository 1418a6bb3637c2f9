using OzgTracker.Api.Idempotency;

namespace OzgTracker.Api.Tests.Idempotency;

public sealed class FaultOptionsTests
{
    [Test]
    public void A_defect_on_purpose_needs_the_permission_of_the_environment()
    {
        var refusal = Assert.Throws<InvalidDataException>(() => new FaultOptions { NoIdempotency = true }.Check());

        Assert.That(refusal!.Message, Does.Contain("OZG_FAULTS_ALLOWED"));
    }

    [Test]
    public void Without_a_defect_nothing_is_needed() => Assert.DoesNotThrow(() => new FaultOptions().Check());
}
