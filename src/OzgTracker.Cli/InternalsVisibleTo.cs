using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("OzgTracker.Cli.Tests")]
