using System.Text;

namespace OzgTracker.Intake.Tests;

/// <summary>Files made of text.</summary>
static class Input
{
    public static MemoryStream Of(params string[] lines) => new(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public static MemoryStream OfBytes(params byte[][] parts) => new([.. parts.SelectMany(part => part)]);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
