using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OzgTracker.EmbeddedPostgres.Tests")]
[assembly: InternalsVisibleTo("OzgTracker.Faults")]
