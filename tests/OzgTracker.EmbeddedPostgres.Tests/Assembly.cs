using System.Runtime.Versioning;

// They look into /proc, set file modes and speak flock(1).
[assembly: SupportedOSPlatform("linux")]

// Most of the time is spent waiting for servers that start and stop.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
