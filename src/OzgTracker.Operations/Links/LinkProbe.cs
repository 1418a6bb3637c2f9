using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using OzgTracker.Operations.Outbound;

namespace OzgTracker.Operations.Links;

/// <summary>Lets a visitor in to a host: one at a time, with pauses, after its robots.txt.</summary>
interface IHostGate
{
    /// <summary>Waits for nothing: null while somebody else visits the host.</summary>
    Task<IHostVisit?> Enter(Uri url, CancellationToken ct);
}

/// <summary>A visit to a host, which ends with its disposal.</summary>
interface IHostVisit : IAsyncDisposable
{
    /// <summary>Waits until the next request is polite.</summary>
    Task Breathe(CancellationToken ct);

    /// <summary>What its robots.txt says, or why that could not be read.</summary>
    Task<(RobotsRules Rules, LinkSight? Trouble)> Robots(Uri url, CancellationToken ct);
}

/// <summary>Visits one address: HEAD, then GET where that is refused; redirects by hand, each hop through the guard, the gate and the robots.txt of its host.</summary>
sealed class LinkProbe(LinkCheckSettings settings, TimeProvider clock, OutboundHttp.NameLookup? lookup = null) : IDisposable
{
    const int MaxRedirects = 5;
    const int MaxBodyBytes = 4 * 1024;

    /// <summary>By which a robots.txt calls this program.</summary>
    public const string Agent = "ozgtracker-linkcheck";

    readonly HttpMessageInvoker http = new(OutboundHttp.CreateHandler(settings.Outbound, lookup));

    public void Dispose() => http.Dispose();

    public async Task<LinkSight> Look(Uri url, IHostGate gate, CancellationToken ct)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (OutboundHttp.Refuse(url, settings.Outbound) is not null) return new(LinkVerdict.Unclear, LinkSight.Blocked);
            await using var host = await gate.Enter(url, ct);
            if (host is null) return new(LinkVerdict.Unclear, LinkSight.Busy);
            var (robots, trouble) = await host.Robots(url, ct);
            if (trouble is not null) return trouble;
            if (!robots.Allows(url)) return new(LinkVerdict.Unclear, LinkSight.Robots);

            var answer = await Ask(HttpMethod.Head, url, host, ct);
            if (answer.Status >= 400 && answer.Status is not (429 or 503)) answer = await Ask(HttpMethod.Get, url, host, ct);
            if (answer.Sight is { } sight) return sight;
            if (answer.Location is not { } next) return Judge(answer);
            url = next;
        }

        return new(LinkVerdict.Failing, "redirects");
    }

    /// <summary>The beginning of a robots.txt; empty where there is none.</summary>
    public async Task<(string? Text, LinkSight? Trouble)> ReadRobots(Uri url, IHostVisit host, CancellationToken ct)
    {
        var at = new Uri(url, "/robots.txt");
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (OutboundHttp.Refuse(at, settings.Outbound) is not null) return ("", null);
            var answer = await Ask(HttpMethod.Get, at, host, ct, RobotsRules.MaxLength);
            if (answer.Sight is { } trouble) return (null, trouble);
            if (answer.Status >= 500 || answer.Status == 429) return (null, new LinkSight(LinkVerdict.Unclear, LinkSight.Robots, answer.RetryAfter ?? TimeSpan.FromHours(1)));
            if (answer.Location is not { } next) return (answer.Status is >= 200 and < 300 ? answer.Body : "", null);
            at = next;
        }

        return ("", null);
    }

    static LinkSight Judge(Answer answer) => answer.Status switch
    {
        >= 200 and < 300 => LinkSight.Alive,
        401 or 403 or 407 or 429 => new(LinkVerdict.Unclear, Text(answer.Status), answer.RetryAfter),   // robots are kept out, people may not be
        _ => new(LinkVerdict.Failing, Text(answer.Status), answer.RetryAfter),
    };

    async Task<Answer> Ask(HttpMethod method, Uri url, IHostVisit host, CancellationToken ct, int maxBytes = MaxBodyBytes)
    {
        await host.Breathe(ct);
        using var limit = new CancellationTokenSource(settings.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            using var request = new HttpRequestMessage(method, url);
            request.Headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
            request.Headers.TryAddWithoutValidation("Accept", "text/html, */*;q=0.5");
            using var answer = await http.SendAsync(request, both.Token);
            var body = method == HttpMethod.Get ? await Begin(answer.Content, maxBytes, both.Token) : "";
            var retry = answer.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - clock.GetUtcNow()) : null;
            var isRedirect = answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
            return new Answer((int)answer.StatusCode, isRedirect && answer.Headers.Location is { } location && Uri.TryCreate(url, location, out var next) ? next : null, retry, body, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Trouble("timeout");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException or AuthenticationException or OutboundRefusedException)
        {
            return OutboundHttp.RefusalOf(error) is not null ? new Answer(0, null, null, "", new LinkSight(LinkVerdict.Unclear, LinkSight.Blocked)) : Trouble(Name(error));
        }
    }

    static async Task<string> Begin(HttpContent content, int maxBytes, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        var buffer = new byte[maxBytes];
        return Encoding.UTF8.GetString(buffer.AsSpan(0, await stream.ReadAtLeastAsync(buffer, maxBytes, throwOnEndOfStream: false, ct)));
    }

    static string Name(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return "tls";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return "dns";
                case SocketException { SocketErrorCode: SocketError.TimedOut } or TimeoutException:
                    return "timeout";
            }
        }

        return "connection";
    }

    static Answer Trouble(string code) => new(0, null, null, "", new LinkSight(LinkVerdict.Failing, code));

    static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    sealed record Answer(int Status, Uri? Location, TimeSpan? RetryAfter, string Body, LinkSight? Sight);
}
