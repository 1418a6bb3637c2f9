// A fixture has databases of its own, so fixtures do not see each other.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
