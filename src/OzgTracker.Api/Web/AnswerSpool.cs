namespace OzgTracker.Api.Web;

/// <summary>An answer between the one who makes it and the one who sends it: whoever writes never waits for a client that reads slowly, or not before it has sent everything.</summary>
/// <remarks>Up to a megabyte in memory, beyond that in a file that ends with it. One writer, one reader.</remarks>
sealed class AnswerSpool : IAsyncDisposable
{
    const int MostInMemory = 1024 * 1024;
    const int ReadBytes = 64 * 1024;

    readonly Lock gate = new();
    readonly Queue<byte[]> pieces = new();
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    FileStream? file;
    byte[]? fromFile;
    long inMemory, fileEnd, fileRead;
    bool isComplete;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Takes bytes; returns at once.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        lock (gate)
        {
            Length += bytes.Length;
            if (fileEnd == fileRead && inMemory + bytes.Length <= MostInMemory)
            {
                pieces.Enqueue(bytes.ToArray());
                inMemory += bytes.Length;
            }
            else
            {
                file ??= new FileStream(
                    Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                RandomAccess.Write(file.SafeFileHandle, bytes, fileEnd);
                fileEnd += bytes.Length;
            }

            Ring();
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            Ring();
        }
    }

    /// <summary>The next bytes, valid until the next call; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> Read(CancellationToken ct)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (pieces.TryDequeue(out var piece))
                {
                    inMemory -= piece.Length;
                    return piece;
                }

                if (fileRead < fileEnd) return ReadFile();
                if (isComplete) return default;
                waiting = changed.Task;
            }

            await waiting.WaitAsync(ct);
        }
    }

    /// <summary>Whether bytes are waiting.</summary>
    public bool HasMore
    {
        get
        {
            lock (gate) return pieces.Count > 0 || fileRead < fileEnd;
        }
    }

    /// <summary>Ends when something is there, or will never be.</summary>
    public async Task Begun()
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (isComplete || Length > 0) return;
                waiting = changed.Task;
            }

            await waiting;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (file is not null) await file.DisposeAsync();
    }

    ReadOnlyMemory<byte> ReadFile()
    {
        fromFile ??= new byte[ReadBytes];
        var read = RandomAccess.Read(file!.SafeFileHandle, fromFile.AsSpan(0, (int)Math.Min(ReadBytes, fileEnd - fileRead)), fileRead);
        fileRead += read;
        if (fileRead == fileEnd)
        {
            (fileRead, fileEnd) = (0, 0);
            RandomAccess.SetLength(file.SafeFileHandle, 0);
        }

        return fromFile.AsMemory(0, read);
    }

    void Ring()
    {
        var ringing = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ringing.SetResult();
    }
}
