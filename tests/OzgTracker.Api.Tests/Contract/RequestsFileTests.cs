using static OzgTracker.Api.Tests.Contract.SampleRequest;

namespace OzgTracker.Api.Tests.Contract;

/// <summary>The file <c>openapi/ozgtracker.http</c> has a request for each operation, and none for operations that do not exist.</summary>
public sealed class RequestsFileTests
{
    [Test]
    public void Every_operation_has_a_request_that_people_can_send()
    {
        Assert.That(OfOperations.Where(operation => operation.Sample is null), Is.Empty, "without a request");
        Assert.That(All.Where(request => request.Path != ContractPath && !OfOperations.Any(operation => request.IsOf(operation.Method, operation.Route))), Is.Empty, "without an operation");
    }
}
