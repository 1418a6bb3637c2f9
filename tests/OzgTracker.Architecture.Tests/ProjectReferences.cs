using System.Xml.Linq;

namespace OzgTracker.Architecture.Tests;

/// <summary>Which room may reference what: projects, packages and frameworks, each named directly in its project file.</summary>
static class ProjectReferences
{
    static readonly string[] Operations =
    [
        "OzgTracker.Domain", "OzgTracker.EventStore", "OzgTracker.ReadModels", "OzgTracker.Intake", "OzgTracker.EmbeddedPostgres",
        "Microsoft.IdentityModel.JsonWebTokens",
    ];

    /// <summary>The arrows of the architecture; Api and Cli never reference each other.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["OzgTracker.Domain"] = [],
        ["OzgTracker.EventStore"] = ["Npgsql"],
        ["OzgTracker.ReadModels"] = ["OzgTracker.Domain", "OzgTracker.EventStore"],
        ["OzgTracker.Intake"] = ["OzgTracker.Domain", "CsvHelper"],
        ["OzgTracker.EmbeddedPostgres"] = ["Npgsql"],
        ["OzgTracker.Operations"] = Operations,
        ["OzgTracker.Api"] =
        [
            .. Operations, "OzgTracker.Operations",
            "CsvHelper", "FluentValidation", "Microsoft.AspNetCore.Authentication.JwtBearer", "Swashbuckle.AspNetCore",
        ],
        ["OzgTracker.Cli"] = [.. Operations, "OzgTracker.Operations", "Spectre.Console", "System.CommandLine"],
    };

    /// <summary>One sentence for each reference of a project that the table does not allow.</summary>
    public static IEnumerable<string> Violations(string project, XDocument file)
    {
        if (!Allowed.TryGetValue(project, out var allowed))
            return [$"{project} is new: {nameof(ProjectReferences)}.{nameof(Allowed)} of OzgTracker.Architecture.Tests must say what it may reference."];

        var instead = allowed.Length == 0 ? "nothing" : string.Join(", ", allowed);
        return References(file).Except(allowed, StringComparer.OrdinalIgnoreCase)
            .Select(reference => $"{project} must not reference {reference}; it may reference {instead}.");
    }

    static IEnumerable<string> References(XDocument file) =>
        from element in file.Descendants()
        let include = element.Attribute("Include")?.Value
        where include is not null
        from one in include.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let name = element.Name.LocalName switch
        {
            "ProjectReference" => Path.GetFileNameWithoutExtension(one.Replace('\\', '/')),
            "PackageReference" or "FrameworkReference" or "Reference" => one,
            _ => null,
        }
        where name is not null
        select name;
}
