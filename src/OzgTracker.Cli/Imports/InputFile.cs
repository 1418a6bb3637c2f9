namespace OzgTracker.Cli.Imports;

/// <summary>A file that the user named.</summary>
static class InputFile
{
    /// <exception cref="CliException">There is nothing to read.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new CliException($"{path} is a directory; name the file in it.");
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"There is no file {path}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException($"{path} cannot be read: {error.Message}", error);
        }

        if (!file.CanSeek || file.Length > 0) return file;
        file.Dispose();
        throw new CliException($"{path} is empty.");
    }
}
