namespace OzgTracker.EmbeddedPostgres;

/// <summary>A small process that stops the server once no member is left, even if the last one was killed.</summary>
/// <remarks>
/// One per place, in a session of its own, so that neither Ctrl-C nor a closed terminal reaches it. Only Linux has the tools it needs;
/// elsewhere a server whose owners were killed goes on until the next start joins it.
/// </remarks>
static class Guardian
{
    /// <summary>In the order of the file descriptors 5 to 8 of the script.</summary>
    public static IReadOnlyList<string> LockFiles { get; } = ["guardian.lock", "gate.lock", "members.lock", "start.lock"];

    // Short options: busybox knows no others. Waiting happens on open descriptors, so a deleted home wakes nobody up in a loop.
    // The descriptor 5 is closed for the waiting child: if the guardian alone is killed, the child must not pass for a guardian.
    // 5 is released before the gate opens: whoever starts a server next has to find the guardian gone.
    // A process is ours if it works in our data directory; a pid alone may have been given to somebody else meanwhile.
    const string Script = """
        cd / && exec 5<"$1/guardian.lock" 6<"$1/gate.lock" 7<"$1/members.lock" 8<"$1/start.lock" || exit 1
        flock -x -n 5 || exit 0
        while :; do
            flock -x 7 5<&- && flock -u 7 || exit 1
            flock -x 6 5<&- || exit 1
            if flock -x -n 7; then
                flock -x 8
                pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
                if [ -n "$pid" ] && [ "/proc/$pid/cwd" -ef "$1/data" ]; then
                    "$2" stop -s -D "$1/data" -m fast -t 60 || "$2" stop -s -D "$1/data" -m immediate -t 10 || kill -QUIT "$pid"
                fi
                rmdir "$3" 2>/dev/null
                flock -u 5
                exit 0
            fi
            flock -u 6
        done
        """;

    // The guardian must hold none of the pipes and terminals of its starter.
    const string Detach = "command -v flock >/dev/null && command -v setsid >/dev/null || exit 0; "
        + "setsid /bin/sh -c \"$0\" \"$@\" </dev/null >/dev/null 2>&1 &";

    /// <summary>Makes sure that a guardian watches; one that is already there makes the new one leave at once.</summary>
    public static async Task WatchAsync(Place place, ServerBinaries binaries, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux())
        {
            await place.Account.RunAsync(
                "/", ["/bin/sh", "-c", Detach, Script, "ozgtracker-postgres-guardian", place.Root, binaries.PgCtl, SocketDirectory.Fallback(place)], ct);
        }
    }
}
