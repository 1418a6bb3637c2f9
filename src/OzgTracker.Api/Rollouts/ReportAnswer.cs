using System.Buffers;
using System.Text.Json;
using OzgTracker.Api.Web;
using OzgTracker.Operations.Reports;

namespace OzgTracker.Api.Rollouts;

/// <summary>Writes results as they come: one line each and a summary as NDJSON, or the same as one JSON document.</summary>
/// <remarks>An answer that breaks off has <c>error</c> in the place of <c>summary</c>, so that nobody takes it for complete.</remarks>
sealed class ReportAnswer(AnswerSpool spool, ReportFormat format, bool onlyRefused) : IReportSink, IDisposable
{
    const int PieceBytes = 32 * 1024;

    static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    static readonly JsonEncodedText[] Statuses = [JsonEncodedText.Encode("accepted"), JsonEncodedText.Encode("unchanged"), JsonEncodedText.Encode("refused")];

    static readonly JsonEncodedText Index = JsonEncodedText.Encode("index"), Line = JsonEncodedText.Encode("line");

    static readonly JsonEncodedText Municipality = JsonEncodedText.Encode("municipality"), OzgId = JsonEncodedText.Encode("ozgId");

    static readonly JsonEncodedText
        Status = JsonEncodedText.Encode("status"), Code = JsonEncodedText.Encode("code"), Detail = JsonEncodedText.Encode("detail"),
        Version = JsonEncodedText.Encode("version"), Position = JsonEncodedText.Encode("position");

    readonly ArrayBufferWriter<byte> piece = new(PieceBytes + 4096);
    Utf8JsonWriter? kept;
    bool hasItems;

    /// <summary>Whether it is one to everything that was sent.</summary>
    public bool IsWhole { get; private set; }

    public string ContentType => format == ReportFormat.Ndjson ? ContentFormats.Ndjson : ContentFormats.Json + "; charset=utf-8";

    public void Take(in ReportOutcome outcome)
    {
        if (onlyRefused && outcome.Status != ReportStatus.Refused) return;
        var isLine = format == ReportFormat.Ndjson;
        if (!isLine) piece.Write(hasItems ? ","u8 : """{"items":["""u8);
        hasItems = true;
        var json = Json();
        json.WriteStartObject();
        json.WriteNumber(Index, outcome.Row.Index);
        if (isLine && outcome.Status == ReportStatus.Refused && outcome.Row.Line > 0) json.WriteNumber(Line, outcome.Row.Line);
        Text(json, Municipality, outcome.Municipality, isLine);
        Text(json, OzgId, outcome.OzgId, isLine);
        json.WriteString(Status, Statuses[(int)outcome.Status]);
        Text(json, Code, outcome.Code, isLine);
        Text(json, Detail, outcome.Detail, isLine);
        Number(json, Version, outcome.Version, isLine);
        Number(json, Position, outcome.Position, isLine);
        json.WriteEndObject();
        json.Flush();
        if (isLine) piece.Write("\n"u8);
        if (piece.WrittenCount >= PieceBytes) Hand();
    }

    public void PageDone(in ReportTally soFar) => Hand();

    /// <summary>The end of an answer to everything that was sent.</summary>
    public void Finish(in ReportTally tally)
    {
        IsWhole = true;
        var json = Begin("summary"u8);
        json.WriteNumber("accepted", tally.Accepted);
        json.WriteNumber("unchanged", tally.Unchanged);
        json.WriteNumber("refused", tally.Refused);
        Close(json);
    }

    /// <summary>The end of an answer that is not one to everything.</summary>
    public void BreakOff(string code, string detail, in ReportTally tally)
    {
        var json = Begin("error"u8);
        json.WriteString(Code, code);
        json.WriteString(Detail, detail);
        json.WriteNumber("processed", tally.Rows);
        json.WriteNumber("accepted", tally.Accepted);
        json.WriteNumber("unchanged", tally.Unchanged);
        json.WriteNumber("refused", tally.Refused);
        Close(json);
    }

    public void Dispose() => kept?.Dispose();

    /// <summary>Ends the items and begins the last member, of a line of its own or of the whole document.</summary>
    Utf8JsonWriter Begin(ReadOnlySpan<byte> member)
    {
        piece.Write(format == ReportFormat.Ndjson ? "{"u8 : hasItems ? "],"u8 : """{"items":[],"""u8);
        piece.Write("\""u8);
        piece.Write(member);
        piece.Write("\":"u8);
        var json = Json();
        json.WriteStartObject();
        return json;
    }

    void Close(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        piece.Write(format == ReportFormat.Ndjson ? "}\n"u8 : "}"u8);
        Hand();
        spool.Complete();
    }

    void Hand()
    {
        spool.Write(piece.WrittenSpan);
        piece.ResetWrittenCount();
    }

    Utf8JsonWriter Json()
    {
        if (kept is null) return kept = new Utf8JsonWriter(piece, Options);
        kept.Reset(piece);
        return kept;
    }

    static void Text(Utf8JsonWriter json, JsonEncodedText name, string? value, bool leaveOut)
    {
        if (value is not null) json.WriteString(name, value);
        else if (!leaveOut) json.WriteNull(name);
    }

    static void Number(Utf8JsonWriter json, JsonEncodedText name, long? value, bool leaveOut)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else if (!leaveOut) json.WriteNull(name);
    }
}
