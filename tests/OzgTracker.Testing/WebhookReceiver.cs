using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace OzgTracker.Testing;

/// <summary>A message as a receiver of webhooks got it.</summary>
/// <param name="Id">Header <c>webhook-id</c>.</param>
/// <param name="Timestamp">Header <c>webhook-timestamp</c>.</param>
/// <param name="Signatures">Header <c>webhook-signature</c>, taken apart.</param>
public sealed record ReceivedMessage(string Id, string Timestamp, IReadOnlyList<string> Signatures, string ContentType, byte[] Body)
{
    /// <summary>Verifies as Standard Webhooks says; written down anew, so that it does not believe the sender.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, signed));
        return Signatures.Contains($"v1,{expected}");
    }
}

/// <summary>A server on this machine that takes messages and answers as it is told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    readonly HttpListener listener = new();
    readonly ConcurrentQueue<ReceivedMessage> messages = [];
    readonly SemaphoreSlim arrived = new(0);
    readonly Task serving;
    int taken;

    WebhookReceiver(int port)
    {
        Url = FormattableString.Invariant($"http://127.0.0.1:{port}/hook");
        listener.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
        listener.Start();
        serving = Task.Run(Serve);
    }

    /// <summary>Where it is.</summary>
    public string Url { get; }

    /// <summary>How it answers: status and headers. It may wait.</summary>
    public Func<ReceivedMessage, Task<(int Status, (string Name, string Value)[] Headers)>> Answer { get; set; } = _ => Task.FromResult((204, Array.Empty<(string, string)>()));

    /// <summary>All that has come.</summary>
    public IReadOnlyList<ReceivedMessage> Messages => [.. messages];

    /// <summary>On a free port.</summary>
    public static WebhookReceiver Start()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new WebhookReceiver(Random.Shared.Next(20_000, 30_000));
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // Somebody has the port; another one is free.
            }
        }
    }

    /// <summary>Answers with this status from now on.</summary>
    public void Say(int status, params (string Name, string Value)[] headers) => Answer = _ => Task.FromResult((status, headers));

    /// <summary>Waits for one more message.</summary>
    public async Task<ReceivedMessage> NextAsync()
    {
        if (!await arrived.WaitAsync(TimeSpan.FromSeconds(30))) throw new TimeoutException("No message came.");
        return taken < messages.Count ? messages.ElementAt(taken++) : throw new InvalidOperationException("A message was counted twice.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        arrived.Dispose();
    }

    async Task Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;   // closed
            }

            _ = Serve(context);
        }
    }

    async Task Serve(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var headers = context.Request.Headers;
        var message = new ReceivedMessage(
            headers["webhook-id"]!, headers["webhook-timestamp"]!, (headers["webhook-signature"] ?? "").Split(' '), context.Request.ContentType ?? "", body.ToArray());
        messages.Enqueue(message);
        arrived.Release();
        var (status, more) = await Answer(message);
        try
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in more) context.Response.AddHeader(name, value);
            context.Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The sender has gone.
        }
    }
}
