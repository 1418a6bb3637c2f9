namespace OzgTracker.Intake;

/// <summary>Why a line, or a whole file, was not read; written for the person who has to mend the file.</summary>
/// <param name="Line">The physical line, counted from 1; <see cref="WholeFile"/> when no single line is to blame.</param>
/// <param name="Position">The character in the line, counted from 1, where it is known.</param>
/// <param name="Field">The column or the field of the record, by its official name.</param>
/// <param name="Code">A stable name of the kind of error, kebab-case.</param>
/// <param name="Reason">What was expected and what was found; long content is shortened.</param>
/// <remarks>A character is a UTF-16 unit, which is the same as a Unicode character for all letters that DIN 91379 allows.</remarks>
public sealed record LineError(int Line, int? Position, string? Field, string Code, string Reason)
{
    /// <summary>The line of an error that concerns the file as a whole.</summary>
    public const int WholeFile = 0;
}
