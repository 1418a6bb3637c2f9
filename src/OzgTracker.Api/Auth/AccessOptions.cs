using Microsoft.Extensions.Options;

namespace OzgTracker.Api.Auth;

/// <summary>Settings of access, section <c>Access</c>.</summary>
sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Whether anyone may read without a token. Absent: only on the embedded database, which is for development.</summary>
    public bool? PublicRead { get; init; }

    /// <summary>Whether tokens of <c>ozg token</c> are accepted. Absent: only on the embedded database; elsewhere it takes <c>true</c> and addresses on loopback only.</summary>
    public bool? DevelopmentTokens { get; init; }

    /// <summary>Providers whose access tokens are accepted.</summary>
    public IReadOnlyList<IssuerOptions> Issuers { get; private init; } = [];

    /// <summary>The settings of a process that starts.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong; the messages name the settings.</exception>
    public static AccessOptions Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var children = section.GetSection(nameof(Issuers)).GetChildren().ToArray();
        var options = new AccessOptions
        {
            PublicRead = Flag(section, nameof(PublicRead)),
            DevelopmentTokens = Flag(section, nameof(DevelopmentTokens)),
            Issuers = [.. children.Select(Issuer)],
        };
        var failures = IssuerRules.Check(options.Issuers, [.. children.Select(child => child.Path)]);
        return failures.Count == 0 ? options : throw Invalid(failures);
    }

    static bool? Flag(IConfigurationSection section, string name) => section[name] switch
    {
        null or "" => null,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw Invalid([$"{section.Path}:{name} must be true or false."]),
    };

    /// <summary>A setting with a spelling mistake must not go unnoticed here.</summary>
    static IssuerOptions Issuer(IConfigurationSection section)
    {
        try
        {
            return section.Get<IssuerOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new IssuerOptions();
        }
        catch (InvalidOperationException error)
        {
            throw Invalid([$"{section.Path} cannot be read: {error.Message}"]);
        }
    }

    static OptionsValidationException Invalid(IEnumerable<string> failures) => new(Section, typeof(AccessOptions), failures);
}
