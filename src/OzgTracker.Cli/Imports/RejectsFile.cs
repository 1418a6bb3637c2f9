using System.Text;
using System.Text.Json;
using OzgTracker.Intake.Reports;
using OzgTracker.Operations.Reports;

namespace OzgTracker.Cli.Imports;

/// <summary>The refused lines as they were, each with the reason in front, to be corrected and sent again; what is put in front is ignored then. Made with the first of them.</summary>
sealed class RejectsFile(string path, bool append) : IDisposable
{
    const string Code = "rejectCode", Reason = "rejectReason";

    static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of the page that is decided once more.</summary>
    readonly List<string> known = [];

    StreamWriter? file;
    long last = -1;

    /// <summary>Where it is; null while nothing was refused.</summary>
    public string? Path => file is null ? null : path;

    /// <summary>Lines in it.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that were too long to be kept.</summary>
    public long Lost { get; private set; }

    public void Add(in ReportOutcome outcome, ReportReader reader)
    {
        if (outcome.Row.Index == last) return;   // one line that speaks for several units is sent again as a whole
        last = outcome.Row.Index;
        if (outcome.Row.Text is not { } text)
        {
            Lost++;
            return;
        }

        file ??= Open(reader);
        var line = reader.Header is null ? Json(outcome, text) : $"{outcome.Code}{reader.Delimiter}{Quoted(outcome.Detail ?? "")}{reader.Delimiter}{text}";
        if (!known.Remove(line)) file.WriteLine(line);
        Lines++;
    }

    public void Flush() => file?.Flush();

    public void Dispose() => file?.Dispose();

    StreamWriter Open(ReportReader reader)
    {
        var goesOn = append && File.Exists(path);
        if (goesOn) known.AddRange(File.ReadLines(path).TakeLast(ReportIntake.PageCells));
        var writer = new StreamWriter(path, goesOn, new UTF8Encoding(encoderShouldEmitUTF8Identifier: reader.Header is not null));
        if (!goesOn && reader.Header is not null) writer.WriteLine($"{Code}{reader.Delimiter}{Reason}{reader.Delimiter}{reader.Header}");
        return writer;
    }

    static string Json(in ReportOutcome outcome, string text)
    {
        var brace = text.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0) return text.ReplaceLineEndings(" ");
        var rest = text[(brace + 1)..].TrimStart().ReplaceLineEndings(" ");
        var reasons = $"\"{Code}\":{Text(outcome.Code)},\"{Reason}\":{Text(outcome.Detail)}";
        return $"{{{reasons}{(rest.StartsWith('}') ? "" : ",")}{rest}";
    }

    static string Text(string? value) => JsonSerializer.Serialize(value, Readable);

    static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
