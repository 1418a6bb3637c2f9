using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OzgTracker.Operations;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Hosting;

/// <summary>Settings with which the process does not start; it says in one line which and how to mend it.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class StartRefusalTests
{
    const string Connection = "ConnectionStrings__OzgTracker", Elsewhere = "Host=db.invalid;Database=ozgtracker;Username=ozg_api;Password=v3ry-Own-secret";

    [TestCase("Access__PublicWrite", "true", "Access:PublicWrite: writing is never public.")]
    [TestCase("Access__PublicRaed", "true", "Access:PublicRaed is no setting of this program; did you mean Access:PublicRead?")]
    [TestCase("Access__Nonsense", "true", "Access:Nonsense is no setting of this program; Access has ")]
    [TestCase("Acces__PublicRead", "true", "Acces is no section of this program; did you mean Access?")]
    [TestCase("Access__PublicRead", "yes", "Access:PublicRead must be true or false.")]
    [TestCase("Audit__RetentionDays", "ninety", "Audit:RetentionDays must be a whole number.")]
    [TestCase("Database__Tls", "Require", "Database:Tls must be VerifyFull or VerifyCA.")]
    [TestCase("ConnectionStrings__OzgTraker", Elsewhere, "ConnectionStrings:OzgTraker is no setting of this program; did you mean ConnectionStrings:OzgTracker?")]
    [TestCase("ASPNETCORE_URLS", "http://0.0.0.0:0", "ASPNETCORE_URLS makes the API listen at http://0.0.0.0:0")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:0;http://*:0", "ASPNETCORE_URLS makes the API listen at http://*:0")]
    [TestCase("ASPNETCORE_URLS", "http://[::]:0", "ASPNETCORE_URLS makes the API listen at http://[::]:0")]
    [TestCase("Kestrel__Endpoints__Open__Url", "http://192.0.2.1:0", "Kestrel:Endpoints:Open:Url makes the API listen at http://192.0.2.1:0")]
    [TestCase(Connection, "Hots=db", "ConnectionStrings:OzgTracker is not a connection string of Npgsql")]
    [TestCase(Connection, Elsewhere, "ConnectionStrings:OzgTracker connects to db.invalid with 'SSL Mode=Prefer'")]
    [TestCase(Connection, Elsewhere + ";SSL Mode=Require", "'SSL Mode=Require'")]
    [TestCase(Connection, Elsewhere + ";SSL Mode=VerifyCA", "'SSL Mode=VerifyCA'")]
    [TestCase(Connection, "Host=localhost,db.invalid;Database=ozgtracker;Username=ozg_api", "connects to db.invalid")]
    [TestCase(Connection, "Host=db.invalid;Database=ozgtracker;Username=ozg_api;Password=changeme;SSL Mode=VerifyFull", "has a password for db.invalid that everyone tries first")]
    [TestCase(Connection, "Host=db.invalid;Database=ozgtracker;Username=v3ry-Own;Password=V3RY-own;SSL Mode=VerifyFull", "has a password for db.invalid that everyone tries first")]
    public async Task It_names_the_setting(string name, string value, string says)
    {
        var (exitCode, _, error) = await ApiProcess.Run((name, value));

        AssertRefused(exitCode, error, says);
        Assert.That(error, Does.Not.Contain("v3ry-Own-secret").And.Not.Contain("changeme"));
    }

    [Test]
    public async Task Everything_misspelt_is_named_at_once()
    {
        var (exitCode, _, error) = await ApiProcess.Run(("Access__PublicRaed", "true"), ("Demo__Enabld", "false"));

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("Access:PublicRead?").And.Contain("Demo:Enabled?"));
    }

    [Test]
    public async Task A_server_that_loses_data_is_refused_outside_tests()
    {
        await using var database = await ReferenceData.CloneAsync();

        var (exitCode, _, error) = await ApiProcess.Run((Connection, database.ConnectionString));

        AssertRefused(exitCode, error, "PostgreSQL runs with fsync = off");
    }

    [TestCase("full_page_writes", true)]
    [TestCase("synchronous_commit", true)]
    [TestCase("synchronous_commit", false)]
    public async Task So_is_one_with_half_of_the_care(string setting, bool onServer)
    {
        await using var server = await LonelyPrimary.StartAsync();
        if (onServer)
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString);
            await using (var change = source.CreateCommand($"alter system set {setting} = off")) await change.ExecuteNonQueryAsync();
            await using (var reload = source.CreateCommand("select pg_reload_conf()")) await reload.ExecuteNonQueryAsync();
            await using var fresh = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
            await fresh.Until($"select current_setting('{setting}') = 'off'");
        }

        var options = onServer ? "" : $";Options=-c {setting}=off";
        var (exitCode, _, error) = await ApiProcess.Run((Connection, server.ConnectionString + options));

        AssertRefused(exitCode, error, $"PostgreSQL runs with {setting} = off");
    }

    [Test]
    public async Task A_superuser_is_refused_over_a_network_and_said_on_this_machine()
    {
        await using var source = NpgsqlDataSource.Create(await TestCluster.ConnectionStringAsync());

        var refusal = await Assert.ThrowsAsync<UnsafeSettingException>(() => ServerSafety.CheckRole(source, new OzgSettings(Elsewhere, "/"), NullLogger.Instance, CancellationToken.None));
        Assert.That(refusal!.Message, Does.Contain("superuser").And.Contain("roles.sql").And.Not.Contain("v3ry"));
        await ServerSafety.CheckRole(source, new OzgSettings("Host=/var/run/postgresql;Database=x", "/"), NullLogger.Instance, CancellationToken.None);
    }

    [TestCase("Host=localhost;Database=x;Username=postgres;Password=postgres")]
    [TestCase("Host=127.0.0.1:5433;Database=x;Username=postgres;Password=postgres")]
    [TestCase("Host=[::1]:5433,/var/run/postgresql;Database=x")]
    [TestCase("Host=db.example;Database=x;Username=ozg_api;Password=own;SSL Mode=VerifyFull")]
    public void What_stays_on_this_machine_or_is_verified_is_taken(string connectionString) => ConnectionSafety.Check(new OzgSettings(connectionString, "/"));

    [Test]
    public void A_certificate_that_cannot_name_the_host_does_where_a_setting_says_so()
    {
        var settings = new OzgSettings("Host=192.0.2.7;Database=x;SSL Mode=VerifyCA", "/") { Tls = DatabaseTls.VerifyCA };

        ConnectionSafety.Check(settings);
        Assert.Throws<UnsafeSettingException>(() => ConnectionSafety.Check(settings with { ConnectionString = "Host=192.0.2.7;SSL Mode=Require" }));
    }

    [Test]
    public void The_connections_of_owner_and_projector_are_looked_at_too()
    {
        var local = new OzgSettings("Host=localhost;Database=x", "/");

        Assert.That(() => ConnectionSafety.Check(local with { OwnerConnectionString = Elsewhere }), Throws.TypeOf<UnsafeSettingException>().With.Message.Contains("OzgTrackerOwner"));
        Assert.That(() => ConnectionSafety.Check(local with { ProjectorConnectionString = Elsewhere }), Throws.TypeOf<UnsafeSettingException>().With.Message.Contains("OzgTrackerProjector"));
    }

    [TestCase("fsync")]
    [TestCase("full_page_writes")]
    [TestCase("synchronous_commit")]
    public void Only_off_is_refused(string setting)
    {
        Assert.That(ServerSafety.Refusal(name => name == setting ? "off" : "on"), Does.Contain($"{setting} = off"));
        Assert.That(ServerSafety.Refusal(name => name == "synchronous_commit" ? "remote_apply" : "on"), Is.Null);
    }

    static void AssertRefused(int exitCode, string error, string says)
    {
        Assert.That(exitCode, Is.EqualTo(1), error);
        Assert.That(error, Does.Contain(says));
        Assert.That(error, Does.Not.Contain("   at "), "A stack trace is no explanation.");
        Assert.That(error.TrimEnd().Split('\n'), Has.Length.EqualTo(1), error);
    }
}
