using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OzgTracker.EmbeddedPostgres.Tests")]
