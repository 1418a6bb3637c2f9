using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OzgTracker.Api.Tests.Contract;

namespace OzgTracker.Api.Tests.Web;

/// <summary>One sample request with one to three things changed; the same for the same seed and number.</summary>
sealed class RequestMutation
{
    /// <summary>In everything that is sent as text, so that it can be recognised wherever it turns up.</summary>
    public const string Marker = "zq7";

    static readonly string[] Texts =
    [
        $"' or '{Marker}'='{Marker}", $"{Marker}'; drop table log.mt_events; --", $"{Marker}\"", $"${Marker}$", $"%{Marker}_%", $"{Marker}\\", $"{Marker}\0", $"{Marker}\r\nX-Injected: 1", $"=cmd|' /C {Marker}'!A0",
        $"{{{{{Marker}}}}}", $"<script>{Marker}</script>", $"../../{Marker}", $"{Marker}|{Marker}", $"{Marker}\u202e", $"{Marker}😀", $"{Marker}\u0301", new string('9', 300) + Marker, $"{Marker};{Marker}", $"{Marker},{Marker}",
        $"[{Marker}]", $"{{\"{Marker}\":1}}", $"{Marker}&a=b", $"1e999{Marker}", $"-1{Marker}", $"{Marker}/*", $"{Marker}::text", "", " ", "null", "true", "-1", "0", "2147483648", "9223372036854775808", "1e400", "NaN", "0x10", "05", "05315000", "2026-02-30",
        "0001-01-01", "9999-12-31", "2025-01-01T00:00:00+99:00", "ozg-1.1", "*", "..", "%00", "%25", "%ff", "٠٥", "gemeinde", "json", "csv", "10124", "3", "25", "month", "state", "1000-1999", "Bauen & Wohnen", "2024-06-30", "state,state,state,state", "any", "all",
    ];

    static readonly string[] Names =
    [
        "state", "district", "association", "kind", "sizeClass", "ozgId", "topicArea", "situation", "type", "tag", "model", "policy", "asOf", "knownAt", "knownPosition", "minPosition", "format", "delimiter", "decimalComma",
        "groupBy", "limit", "cursor", "q", "peerOf", "interval", "from", "to", "level", "minLevel", "verification", "changedSince", "counted", "dryRun", "onBehalfOf", Marker, "__proto__", "STATE",
    ];

    static readonly string[] ContentTypes =
        ["application/json", "application/json; charset=utf-16", "text/csv", "application/x-ndjson", "application/xml", "multipart/form-data; boundary=x", "text/plain", $"application/{Marker}", "application/problem+json"];

    static readonly (string Name, string Value)[] Headers =
    [
        ("If-Match", "\"1\""), ("If-Match", "*"), ("If-Match", $"\"{Marker}\""), ("If-Match", "W/\"1\""), ("If-Match", "\"99999999999999999999\""), ("If-None-Match", "*"), ("If-None-Match", $"\"{Marker}\""), ("Idempotency-Key", $"\"{Marker}\""),
        ("Idempotency-Key", Marker + "'"), ("Idempotency-Key", new string('k', 300)), ("Accept", "text/csv"), ("Accept", "application/x-ndjson"), ("Accept", $"image/{Marker}"), ("Accept", "*/*;q=nan"), ("Accept-Encoding", $"{Marker}, gzip;q=2"),
        ("Content-Encoding", "gzip"), ("Content-Encoding", Marker), ("Authorization", $"Bearer {Marker}"), ("Authorization", "Bearer a.b.c"), ("Authorization", "Basic enE3OnpxNw=="), ("Authorization", $"Bearer ozg_{Marker}_{Marker}"),
        ("X-HTTP-Method-Override", "DELETE"), ("Range", "bytes=0-1"), ("X-Forwarded-For", "127.0.0.1"), ("Cookie", Marker), ("traceparent", $"00-{Marker}-1-01"), ("Expect", "100-continue"), ("Origin", $"https://{Marker}.example"),
    ];

    static readonly HttpMethod[] Methods = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Options, HttpMethod.Trace, new("PROPFIND")];

    readonly Random random;
    readonly List<string> segments;
    readonly List<(string Name, string Value)> query;
    readonly List<(string Name, string Value)> headers = [];
    readonly List<string> done = [];
    readonly IReadOnlyList<string> names;
    HttpMethod method;
    byte[]? body;
    string contentType = "application/json";

    public RequestMutation(int seed, int number)
    {
        random = new Random(unchecked((seed * 486_187_739) + number));
        var (verb, route, parameters, sample) = SampleRequest.OfOperations[number % SampleRequest.OfOperations.Count];
        (method, names) = (verb, parameters.Count > 0 ? parameters : Names);
        segments = [.. (sample?.Path ?? route).Split('/', StringSplitOptions.RemoveEmptyEntries)];
        query = [.. (sample?.Query ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], Uri.UnescapeDataString(pair.Length == 2 ? pair[1] : "")))];
        body = sample?.Body is { } text ? Encoding.UTF8.GetBytes(text) : null;
        // Every parameter has its turn, with nothing else wrong; the other rounds change anything.
        var round = number / SampleRequest.OfOperations.Count;
        if (round % 3 > 0 && parameters.Count > 0) Ask(parameters[(round - (round / 3) - 1) % parameters.Count]);
        else for (var changes = random.Next(1, 3); changes > 0; changes--) Change();
    }

    /// <summary>Which of several clients sends it.</summary>
    public int Client(int count) => random.Next(count);

    public HttpRequestMessage Request(Uri server)
    {
        var address = new StringBuilder("/").AppendJoin('/', segments);
        if (query.Count > 0) address.Append('?').AppendJoin('&', query.Select(pair => $"{Escape(pair.Name)}={Escape(pair.Value)}"));
        var request = new HttpRequestMessage(method, new Uri(server.GetLeftPart(UriPartial.Authority) + address));
        if (body is not null && method != HttpMethod.Trace)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public override string ToString() => $"{method} /{string.Join('/', segments)} ({string.Join("; ", done)})";

    void Change()
    {
        switch (random.Next(body is null ? 5 : 9))
        {
            case 0:
                var at = random.Next(segments.Count);
                segments[at] = Escape(Text());
                Did($"segment {at}");
                break;
            case 1 or 2:
                Ask(One(random.Next(5) == 0 ? Names : names));
                break;
            case 3:
                headers.Add(One(Headers));
                Did($"header {headers[^1]}");
                break;
            case 4:
                if (random.Next(3) == 0) method = One(Methods);
                else if (query.Count > 0) query.Add(query[random.Next(query.Count)]);
                else query.Add((Marker, Text()));
                Did("method or repeated parameter");
                break;
            case 5:
                contentType = One(ContentTypes);
                Did(contentType);
                break;
            case 6:
                body = Broken(body!);
                Did("bytes");
                break;
            default:
                try
                {
                    body = Changed(body!);
                }
                catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
                {
                    // It is no JSON any more after another change.
                }

                Did("members");
                break;
        }
    }

    void Ask(string name)
    {
        var value = Text();
        if (name.EndsWith("Position", StringComparison.OrdinalIgnoreCase) && long.TryParse(value, out var position) && position > 0) value = "0";   // others are waited for, seconds long
        query.RemoveAll(pair => pair.Name == name);
        query.Add((name, value));
        Did($"query {query[^1]}");
    }

    /// <summary>A body that was JSON and is cut, spoilt or repeated.</summary>
    byte[] Broken(byte[] json)
    {
        var bytes = json.ToArray();
        switch (random.Next(7))
        {
            case 0: return bytes[..random.Next(bytes.Length)];
            case 1:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2: return [.. bytes, .. bytes];
            case 3: return [0xEF, 0xBB, 0xBF, .. bytes];
            case 4: return Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes));
            case 5: return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200)));
            default: return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(":", ":/* " + Marker + " */", StringComparison.Ordinal));
        }
    }

    /// <summary>A body that stays JSON and means something else.</summary>
    byte[] Changed(byte[] json)
    {
        var root = JsonNode.Parse(json);
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0) return json;
        var place = places[random.Next(places.Count)];
        if (place is JsonObject members)
        {
            var names = members.Select(pair => pair.Key).ToArray();
            var name = names.Length > 0 && random.Next(4) > 0 ? names[random.Next(names.Length)] : Marker;
            if (random.Next(5) == 0) members.Remove(name);
            else members[name] = Value();
        }
        else if (place is JsonArray items)
        {
            if (items.Count > 0 && random.Next(3) == 0) items[random.Next(items.Count)] = Value();
            else for (var more = random.Next(1, 50); more > 0; more--) items.Add(Value());
        }

        return Encoding.UTF8.GetBytes(root!.ToJsonString());
    }

    static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is JsonObject members)
        {
            places.Add(members);
            foreach (var (_, member) in members) Collect(member, places);
        }
        else if (node is JsonArray items)
        {
            places.Add(items);
            foreach (var item in items) Collect(item, places);
        }
    }

    JsonNode? Value() => random.Next(9) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-5, 10),
        3 => long.MaxValue,
        4 => 1.5,
        5 => new JsonObject { [Marker] = Text() },
        6 => new JsonArray(Text(), Text()),
        7 => Marker + new string('x', random.Next(5_000)),
        _ => Text(),
    };

    string Text() => One(Texts);

    T One<T>(IReadOnlyList<T> choice) => choice[random.Next(choice.Count)];

    void Did(string what) => done.Add(what.Length > 80 ? string.Create(CultureInfo.InvariantCulture, $"{what[..80]}… ({what.Length})") : what);

    static string Escape(string text) => text.StartsWith('%') && text.Length == 3 ? text : Uri.EscapeDataString(text);
}
