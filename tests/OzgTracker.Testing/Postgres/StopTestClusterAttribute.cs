using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace OzgTracker.Testing;

/// <summary>Put on a test assembly, leaves the test cluster after its last test, while the test host still waits.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class StopTestClusterAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Suite;

    public void BeforeTest(ITest test)
    {
    }

    public void AfterTest(ITest test)
    {
        if (test.Parent is null)
            TestCluster.StopAsync().GetAwaiter().GetResult();
    }
}
