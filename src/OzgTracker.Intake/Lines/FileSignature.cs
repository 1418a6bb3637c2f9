namespace OzgTracker.Intake;

/// <summary>Files that are handed in by mistake, known by their first bytes.</summary>
static class FileSignature
{
    const string NotText = "Expected a text file in UTF-8; ";

    /// <summary>Longest signature, so many bytes are enough to tell.</summary>
    public const int Length = 4;

    /// <summary>Why a file with such a start cannot be read as UTF-8 text, or null when nothing speaks against it.</summary>
    public static string? Refuse(ReadOnlySpan<byte> start) => start switch
    {
        [0x50, 0x4B, 0x03, 0x04, ..] => NotText + "found a ZIP archive or an Excel workbook. Unpack it, or save it as text.",
        [0x89, 0x50, 0x4E, 0x47, ..] => NotText + "found a PNG image.",
        [0x25, 0x50, 0x44, 0x46, ..] => NotText + "found a PDF document.",
        [0x1F, 0x8B, ..] => NotText + "found a gzip archive. Unpack it first.",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => NotText + "found UTF-16. Save the file as UTF-8.",
        _ => null,
    };
}
