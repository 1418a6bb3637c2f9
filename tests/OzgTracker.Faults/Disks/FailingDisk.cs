using System.Runtime.InteropServices;

namespace OzgTracker.Faults.Disks;

/// <summary>A library between PostgreSQL and the C library that lets one flush or one write of the write-ahead log fail with EIO when a flag file is there.</summary>
static class FailingDisk
{
    const string Source =
        """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/types.h>
        #include <unistd.h>

        /* Whoever removes the flag is the one that fails. */
        static int strikes(const char *flag, int fd)
        {
            char name[64], path[4096];
            ssize_t length;
            if (access(flag, F_OK) != 0) return 0;
            snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
            length = readlink(name, path, sizeof path - 1);
            if (length < 0) return 0;
            path[length] = 0;
            return strstr(path, "pg_wal") != NULL && unlink(flag) == 0;
        }

        int fdatasync(int fd)
        {
            static int (*next)(int);
            if (!next) next = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
            if (strikes(FLAGS "/fdatasync", fd)) { errno = EIO; return -1; }
            return next(fd);
        }

        ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset)
        {
            static ssize_t (*next)(int, const void *, size_t, off_t);
            if (!next) next = (ssize_t (*)(int, const void *, size_t, off_t)) dlsym(RTLD_NEXT, "pwrite64");
            if (strikes(FLAGS "/pwrite", fd)) { errno = EIO; return -1; }
            return next(fd, bytes, count, offset);
        }

        ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
        {
            return pwrite64(fd, bytes, count, offset);
        }

        """;

    /// <summary>Compiles it for flags in a directory; null without a compiler.</summary>
    public static string? Compile(string directory, string flags)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) return null;
        var source = Path.Combine(directory, "eio.c");
        var library = Path.Combine(directory, "eio.so");
        File.WriteAllText(source, Source);
        foreach (var compiler in (string[])["cc", "gcc", "clang"])
        {
            if (Shell.Run("/bin/sh", "-c", $"command -v {compiler}").ExitCode != 0) continue;
            var (exitCode, output) = Shell.Run(compiler, "-shared", "-fPIC", "-O1", $"-DFLAGS=\"{flags}\"", "-o", library, source, "-ldl");
            return exitCode == 0 ? library : throw new InvalidOperationException($"{compiler}: {output}");
        }

        return null;
    }
}
