using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Changes;
using OzgTracker.Operations.Outbound;
using OzgTracker.Operations.Webhooks;

namespace OzgTracker.Api.Webhooks;

/// <summary>Sends one message and says what became of it. Nothing of what a receiver answers is read but its status and <c>Retry-After</c>.</summary>
sealed class WebhookSender : IDisposable
{
    readonly HttpClient http;
    readonly OutboundOptions outbound;
    readonly OutboundHttp.NameLookup lookup;
    readonly TimeProvider clock;
    readonly TimeSpan timeout;

    public WebhookSender(IOptions<WebhookOptions> options, TimeProvider clock, OutboundHttp.NameLookup? lookup = null)
    {
        (this.clock, timeout, this.lookup) = (clock, TimeSpan.FromSeconds(options.Value.TimeoutSeconds), lookup ?? Dns.GetHostAddressesAsync);
        outbound = OutboundOptions.Messages with { AllowsLoopback = options.Value.AllowLoopback };
        http = new HttpClient(OutboundHttp.CreateHandler(outbound, this.lookup)) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("OzgTracker-Webhooks/1");
    }

    /// <summary>Why nothing is sent to an address; null where it may be tried. A name that nobody has and one that leads inside are not told apart.</summary>
    public async Task<string?> Refuse(Uri address, CancellationToken ct)
    {
        if (OutboundHttp.Refuse(address, outbound) is { } reason) return reason;
        if (address.HostNameType != UriHostNameType.Dns || (outbound.AllowsLoopback && address.IsLoopback)) return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(outbound.ConnectTimeout);
        try
        {
            var addresses = await lookup(address.DnsSafeHost, patience.Token);
            if (addresses.Length > 0 && Array.TrueForAll(addresses, OutboundAddress.IsPublic)) return null;
        }
        catch (Exception error) when (error is SocketException or ArgumentException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            // Told below, as everything that leads nowhere.
        }

        return "The name does not lead to the public internet.";
    }

    public async Task<WebhookAttempt> Send(Webhook hook, string messageId, byte[] body, CancellationToken ct)
    {
        var (at, begun) = (clock.GetUtcNow(), clock.GetTimestamp());
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvents.BatchMediaType);
        request.Headers.Add("webhook-id", messageId);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(hook.SigningSecrets(at), messageId, at, body));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var status = (int)answer.StatusCode;
            return new WebhookAttempt(at, clock.GetElapsedTime(begun), status, status is >= 200 and < 300 ? null : $"status-{status}", RetryAfter(answer, at));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException && !ct.IsCancellationRequested)
        {
            return new WebhookAttempt(at, clock.GetElapsedTime(begun), null, Why(error));
        }
    }

    public void Dispose() => http.Dispose();

    static TimeSpan? RetryAfter(HttpResponseMessage answer, DateTimeOffset now) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > now => date - now,
        _ => null,
    };

    /// <summary>A word, never a text of the network: that could say what names and addresses mean in here.</summary>
    static string Why(Exception error) =>
        OutboundHttp.RefusalOf(error) is not null ? "address-not-public"
        : error is OperationCanceledException ? "timeout"
        : error is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } ? "name-not-found"
        : error.InnerException is AuthenticationException ? "tls"
        : "no-connection";
}
