namespace OzgTracker.Faults.Sessions;

/// <summary>F40: 200 clients, and four connections to the database for requests and daemon together.</summary>
public sealed class SmallPoolTests() : FaultUnderLoad("F40", reports: 600)
{
    protected override int Clients => 200;

    protected override Task Prepare() => StartApi(Direct + ";Maximum Pool Size=4;Timeout=2");

    protected override Task Strike(Task clients) => clients;
}
