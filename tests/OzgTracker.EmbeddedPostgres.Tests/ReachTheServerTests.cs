using System.Text;
using Npgsql;

namespace OzgTracker.EmbeddedPostgres.Tests;

public sealed class ReachTheServerTests
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Test]
    public async Task The_socket_lies_in_a_directory_that_only_the_server_may_enter()
    {
        using var home = await TempHome.WithClusterAsync();
        await using var server = await home.StartAsync();
        var directory = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;

        Assert.That(directory, Is.EqualTo(Path.Combine(home.Place, "socket")));
        Assert.That(File.GetUnixFileMode(directory), Is.EqualTo(OwnerOnly));
        Assert.That(File.GetUnixFileMode(home.Place), Is.EqualTo(OwnerOnly));
    }

    [TestCase("much")]
    [TestCase("comma")]
    public async Task A_path_that_is_no_good_for_a_socket_is_replaced_by_a_short_private_one(string kind)
    {
        using var home = new TempHome(below: "/tmp", name: kind == "much" ? new string('x', 100) : "a,b");
        var server = await home.StartAsync();
        var directory = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;
        var (mode, answer) = (File.GetUnixFileMode(directory), await TempHome.AskAsync(server.ConnectionString, "select 1"));
        await server.DisposeAsync();

        Assert.Multiple(() =>
        {
            Assert.That(directory, Does.StartWith("/tmp/ozgtracker-"));
            Assert.That(mode, Is.EqualTo(OwnerOnly));
            Assert.That(answer, Is.EqualTo(1));
            Assert.That(Directory.Exists(directory), Is.False, "removed at the end");
        });
    }

    [Test]
    public async Task Without_any_place_for_a_socket_the_server_listens_on_a_loopback_port_with_a_password()
    {
        using var home = new TempHome(below: "/tmp", name: new string('x', 100));
        using var taken = new TakenSocketDirectory(home);
        await using var server = await home.StartAsync();
        await using var joined = await home.StartAsync();
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        var answer = await TempHome.AskAsync(joined.ConnectionString, "select host(inet_server_addr())");
        connection.Password = "guessed";

        Assert.Multiple(() =>
        {
            Assert.That(answer, Is.EqualTo("127.0.0.1"));
            Assert.That(File.GetUnixFileMode(Path.Combine(home.Place, "password")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(async () => await TempHome.AskAsync(connection.ConnectionString, "select 1"), Throws.TypeOf<PostgresException>().With.Property("SqlState").EqualTo("28P01"));
        });
    }

    [Test]
    public async Task The_names_on_the_way_may_be_of_several_bytes()
    {
        using var home = new TempHome(below: "/tmp", name: new string('ä', 45));
        await using var server = await home.StartAsync();
        var directory = new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;

        Assert.That(Encoding.UTF8.GetByteCount(directory) + "/.s.PGSQL.5432".Length, Is.LessThanOrEqualTo(103));
    }

    /// <summary>Somebody else has the name that the socket directory would get.</summary>
    sealed class TakenSocketDirectory : IDisposable
    {
        readonly string path;

        public TakenSocketDirectory(TempHome home)
        {
            path = SocketDirectory.Fallback(new Place(home.Place, ServerAccount.Own));
            File.WriteAllText(path, "taken");
        }

        public void Dispose() => File.Delete(path);
    }
}
