using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OzgTracker.Api.Web;
using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Changes;

/// <summary>Writes events of the log as CloudEvents 1.0 in structured JSON. The fact is copied as it stands, never read.</summary>
/// <remarks>No subject of a person or client: in which role it was recorded, and never by whom.</remarks>
sealed class CloudEvents(string source)
{
    public const string MediaType = "application/cloudevents+json", BatchMediaType = "application/cloudevents-batch+json";

    const string SpecVersion = "1.0", DataContentType = "application/json";

    readonly JsonEncodedText source = JsonEncodedText.Encode(source, ApiJson.Options.Encoder);

    public Change Change(LoggedEvent happened) => new(happened.Position, happened.StoredName, happened.StreamKey, EventKinds.TypeOf(happened.StoredName), Write(happened, happened.Data));

    /// <summary>The same event without its fact, with the address where it can be had.</summary>
    public byte[] Thin(LoggedEvent happened) => Write(happened, null);

    /// <summary>An event that is in no log: whether a webhook arrives.</summary>
    public byte[] Test(string id, string subject, DateTimeOffset now)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder }))
        {
            Begin(json, id, "de.ozgtracker.webhook-test.v1", subject, now);
            json.WriteString("datacontenttype"u8, DataContentType);
            json.WriteStartObject("data"u8);
            json.WriteString("message"u8, "This is a test. Nothing has happened.");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>What an event is about: <c>{municipality}/{ozgId}</c> of a cell, else its stream.</summary>
    public static string SubjectOf(string streamKey)
    {
        if (!streamKey.StartsWith(RolloutKey.StreamPrefix, StringComparison.Ordinal)) return streamKey;
        var facets = new StreamFacets(streamKey);
        return facets.Unit.IsEmpty ? streamKey : string.Concat(facets.Unit, "/", facets.Service);
    }

    byte[] Write(LoggedEvent happened, ReadOnlyMemory<byte>? data)
    {
        var bytes = new ArrayBufferWriter<byte>(512 + (data?.Length ?? 0));
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder }))
        {
            Begin(json, happened.Position.ToString(CultureInfo.InvariantCulture), EventKinds.TypeOf(happened.StoredName), SubjectOf(happened.StreamKey), happened.RecordedAt);
            if (data is not null) json.WriteString("datacontenttype"u8, DataContentType);
            json.WriteNumber("position"u8, happened.Position);
            json.WriteNumber("streamversion"u8, happened.Version);
            if (happened.Headers is { } headers) WriteOrigin(json, headers.Span);
            if (data is { } fact)
            {
                json.WritePropertyName("data"u8);
                json.WriteRawValue(fact.Span, skipInputValidation: true);
            }
            else
            {
                json.WriteString("dataref"u8, string.Create(CultureInfo.InvariantCulture, $"{ListChangesEndpoint.Route}?after={happened.Position - 1}&limit=1"));
            }

            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    void Begin(Utf8JsonWriter json, string id, string type, string subject, DateTimeOffset time)
    {
        json.WriteStartObject();
        json.WriteString("specversion"u8, SpecVersion);
        json.WriteString("id"u8, id);
        json.WriteString("source"u8, source);
        json.WriteString("type"u8, type);
        json.WriteString("subject"u8, subject);
        json.WriteString("time"u8, ApiJson.Text(time));
    }

    static void WriteOrigin(Utf8JsonWriter json, ReadOnlySpan<byte> headers)
    {
        var reader = new Utf8JsonReader(headers);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var attribute = reader.ValueTextEquals(Provenance.RoleHeader) ? "actorrole"
                : reader.ValueTextEquals(Provenance.SourceHeader) ? "provenance"
                : reader.ValueTextEquals(Provenance.OnBehalfOfHeader) ? "onbehalfof"
                : null;
            reader.Read();
            if (attribute is not null && reader.TokenType == JsonTokenType.String) json.WriteString(attribute, reader.GetString());
            else reader.Skip();
        }
    }
}

/// <summary>An event as CloudEvents 1.0 has it.</summary>
/// <param name="Specversion">`1.0`.</param>
/// <param name="Id">The position as text; with `source` it names the event for ever.</param>
/// <param name="Source">The installation.</param>
/// <param name="Type">`de.ozgtracker.{kind}.v{n}`, e. g. `de.ozgtracker.maturity-reported.v1`.</param>
/// <param name="Subject">`{municipality}/{ozgId}` of a cell, else the stream.</param>
/// <param name="Time">When the log learnt it.</param>
/// <param name="Datacontenttype">`application/json`.</param>
/// <param name="Position">In the log.</param>
/// <param name="Streamversion">In its stream.</param>
/// <param name="Actorrole">In which role it was recorded.</param>
/// <param name="Provenance">Through which door it came; `demo` marks synthetic data.</param>
/// <param name="Onbehalfof">Who spoke for the unit.</param>
/// <param name="Data">The fact as it is stored.</param>
public sealed record CloudEvent(
    string Specversion, string Id, string Source, string Type, string Subject, DateTimeOffset Time, string Datacontenttype, long Position, long Streamversion, string? Actorrole,
    string? Provenance, string? Onbehalfof, JsonElement Data);
