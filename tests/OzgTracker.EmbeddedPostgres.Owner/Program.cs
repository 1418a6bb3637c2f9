using OzgTracker.EmbeddedPostgres;

// A process that uses the server of a home until its standard input ends: the tests kill it, or let it leave.
var options = new EmbeddedPostgresOptions { Home = args[0], Durable = false };
await using var server = await EmbeddedPostgresServer.StartAsync(options);
Console.WriteLine($"{server.ProcessId}|{server.Joined}|{server.ConnectionString}");
await Console.In.ReadToEndAsync();
