using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OzgTracker.Operations;

/// <summary>Asks a feed page by page, with a token where it wants one, patiently where it is busy.</summary>
sealed class XzufiFeed(XzufiFeedOptions options, TimeProvider clock, Func<TimeSpan, CancellationToken, Task> pause, HttpMessageHandler? handler = null) : IDisposable
{
    /// <summary>Stands in the address of a feed for the index to begin with.</summary>
    public const string Placeholder = "{index}";

    /// <summary>An answer is held as a whole; feeds page by some thousand objects.</summary>
    const int MaxAnswerBytes = 64 * 1024 * 1024;

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(5), BeforeExpiry = TimeSpan.FromSeconds(30);

    readonly HttpClient client = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = options.Timeout,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    string? token;
    DateTimeOffset tokenUntil;

    /// <summary>The question for what comes from an index on.</summary>
    public Uri Question(long index)
    {
        var number = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var text = options.Url.OriginalString;
        return text.Contains(Placeholder, StringComparison.Ordinal) ? new Uri(text.Replace(Placeholder, number, StringComparison.Ordinal))
            : index == 0 ? options.Url
            : new UriBuilder(options.Url) { Query = $"{options.Url.Query.TrimStart('?')}{(options.Url.Query.Length > 1 ? "&" : "")}index={number}" }.Uri;
    }

    /// <summary>The next question: the feed's own wording where it leads to the feed itself.</summary>
    /// <exception cref="FeedException">It leads elsewhere: a token must not go there.</exception>
    public Uri Question(long index, string? nextUrl)
    {
        if (string.IsNullOrWhiteSpace(nextUrl)) return Question(index);
        if (!Uri.TryCreate(options.Url, nextUrl, out var next) || next.Scheme != options.Url.Scheme || next.Host != options.Url.Host || next.Port != options.Url.Port || next.UserInfo.Length > 0)
            throw new FeedException($"The feed sends its next question to another server than {options.Url.GetLeftPart(UriPartial.Authority)}; it is not asked there.");
        return next;
    }

    /// <exception cref="FeedException">It does not answer, or not in the expected form.</exception>
    public async Task<XzufiPage> Ask(Uri question, CancellationToken ct)
    {
        using var answer = await Send(() => Request(question, ct), ct);
        return XzufiPage.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
    }

    public void Dispose() => client.Dispose();

    async Task<HttpRequestMessage> Request(Uri question, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, question);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (options.TokenUrl is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await Token(ct));
        return request;
    }

    /// <summary>Tries again what may go well later: no answer, 408, 429, 5xx; after the time that the feed names, else after ever longer pauses.</summary>
    async Task<HttpResponseMessage> Send(Func<Task<HttpRequestMessage>> request, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var wait = FirstPause * Math.Pow(2, attempt - 1);
            string trouble;
            try
            {
                using var message = await request();
                var answer = await client.SendAsync(message, ct);
                if (answer.IsSuccessStatusCode) return answer;
                using (answer)
                {
                    trouble = $"it answers {(int)answer.StatusCode}";
                    if (answer.StatusCode == HttpStatusCode.Unauthorized && attempt == 1 && token is not null) wait = TimeSpan.Zero;   // the token was taken back before its time
                    else if (!MayGoWellLater(answer.StatusCode)) throw new FeedException($"The feed refuses: {trouble}{Hint(answer.StatusCode)}");
                    token = answer.StatusCode == HttpStatusCode.Unauthorized ? null : token;
                    wait = answer.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - clock.GetUtcNow()) ?? wait : wait;
                }
            }
            catch (HttpRequestException error)
            {
                trouble = error.Message;
            }
            catch (TaskCanceledException) when (!ct.IsCancellationRequested)
            {
                trouble = $"no answer within {options.Timeout.TotalSeconds:0} s";
            }

            if (attempt >= options.Attempts) throw new FeedException($"The feed cannot be read after {attempt} attempts: {trouble}. What was read stays; the next pull goes on there.");
            await pause(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestPause ? LongestPause : wait, ct);
        }
    }

    async Task<string> Token(CancellationToken ct)
    {
        if (token is not null && clock.GetUtcNow() < tokenUntil) return token;

        using var request = new HttpRequestMessage(HttpMethod.Post, options.TokenUrl)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = options.ClientId ?? "",
                ["client_secret"] = options.ClientSecret ?? "",
            }),
        };
        using var answer = await client.SendAsync(request, ct);
        if (MayGoWellLater(answer.StatusCode)) throw new HttpRequestException($"the token server answers {(int)answer.StatusCode}");
        if (!answer.IsSuccessStatusCode) throw new FeedException($"The token server refuses with {(int)answer.StatusCode}. Check the client id and the secret.");
        try
        {
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
            token = json.RootElement.GetProperty("access_token").GetString() ?? throw new JsonException("null");
            var seconds = json.RootElement.TryGetProperty("expires_in", out var expires) && expires.TryGetInt32(out var given) ? given : 60;
            tokenUntil = clock.GetUtcNow().AddSeconds(seconds) - BeforeExpiry;
            return token;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FeedException("The token server answers without an access_token.", error);
        }
    }

    static bool MayGoWellLater(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    static string Hint(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => ". Check --token-url, --client-id and the secret.",
        >= 300 and < 400 => ". It redirects, which is not followed; give the address that it redirects to.",
        404 => ". Check --url.",
        _ => ".",
    };
}
