using System.Buffers;
using Microsoft.Extensions.Options;
using OzgTracker.Domain.Contacts;

namespace OzgTracker.Api.Discovery;

/// <summary>What the catalogue record and the well-known addresses say of this installation, section <c>Catalogue</c>.</summary>
sealed class CatalogueOptions
{
    public const string Section = "Catalogue";

    /// <summary>Address of this API as others know it, without a path; that of each request when absent.</summary>
    public string? BaseAddress { get; init; }

    /// <summary>Who publishes the data.</summary>
    public string Publisher { get; init; } = "Betreiber dieser OzgTracker-Installation";

    /// <summary>Functional mailbox for questions about the data.</summary>
    public string? ContactMailbox { get; init; }

    /// <summary><i>Datenbereitsteller-ID</i> that GovData has given, <c>http://dcat-ap.de/def/contributors/…</c>.</summary>
    public string? ContributorId { get; init; }

    /// <summary>Under which licence the data may be used.</summary>
    public string Licence { get; init; } = "http://dcat-ap.de/def/licenses/dl-by-de/2.0";

    /// <summary>How its users have to name the source; the publisher when absent.</summary>
    public string? Attribution { get; init; }

    /// <summary>Where people report vulnerabilities (RFC 9116): a <c>mailto:</c>, <c>https:</c> or <c>tel:</c> address. Without one there is no <c>security.txt</c>.</summary>
    public string? SecurityContact { get; init; }

    /// <summary>Address of the rules for them.</summary>
    public string? SecurityPolicy { get; init; }

    /// <summary>An address or a mailbox that is none is found at the start.</summary>
    public sealed class Rules : IValidateOptions<CatalogueOptions>
    {
        static readonly SearchValues<char> NoPartOfUris = SearchValues.Create(" <>\"{}|\\^`\r\n\t");

        const string Contributors = "http://dcat-ap.de/def/contributors/";

        public ValidateOptionsResult Validate(string? name, CatalogueOptions options)
        {
            var errors = new List<string>();
            Check(nameof(BaseAddress), options.BaseAddress, IsBase, "an address such as https://ozg.example, without a path");
            Check(nameof(Publisher), options.Publisher, text => text.Trim().Length > 0, "the name of an authority");
            Check(nameof(ContactMailbox), options.ContactMailbox, mailbox => FunctionalMailbox.WhyNot(mailbox) is null, "the functional mailbox of an office");
            Check(nameof(ContributorId), options.ContributorId, id => IsIri(id) && id.StartsWith(Contributors, StringComparison.Ordinal), $"an address that begins with {Contributors}");
            Check(nameof(Licence), options.Licence, IsIri, "the http(s) address of a licence");
            Check(nameof(SecurityContact), options.SecurityContact, IsContact, "a mailto:, https: or tel: address");
            Check(nameof(SecurityPolicy), options.SecurityPolicy, text => IsIri(text) && text.StartsWith("https:", StringComparison.Ordinal), "an https address");
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

            void Check(string setting, string? value, Func<string, bool> isGood, string expected)
            {
                if (value is { Length: > 0 } && !isGood(value)) errors.Add($"{Section}:{setting} is '{value}'; it must be {expected}.");
            }
        }

        static bool IsBase(string text) => IsIri(text) && new Uri(text) is { PathAndQuery: "/", Fragment: "", UserInfo: "" };

        static bool IsIri(string text) => IsUri(text) && text.StartsWith("http", StringComparison.Ordinal) && new Uri(text).Scheme is "http" or "https";

        static bool IsContact(string text) => IsUri(text) && new Uri(text).Scheme is "mailto" or "https" or "tel";

        /// <summary>It stands between angle brackets and on a line of its own.</summary>
        static bool IsUri(string text) => Uri.TryCreate(text, UriKind.Absolute, out _) && !text.AsSpan().ContainsAny(NoPartOfUris);
    }

    /// <summary>Address of this API as the client knows it.</summary>
    public string BaseOf(HttpRequest request) => BaseAddress is { Length: > 0 } known ? known.TrimEnd('/') : $"{request.Scheme}://{request.Host}";
}

static class DiscoverySetup
{
    public static void AddDiscovery(this IServiceCollection services)
    {
        services.AddOptions<CatalogueOptions>().BindConfiguration(CatalogueOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CatalogueOptions>, CatalogueOptions.Rules>();
        services.AddSingleton(provider => new DiscoveryServices(
            provider.GetRequiredService<IOptions<CatalogueOptions>>().Value, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Auth.Issuers>()));
    }
}

/// <summary>What the addresses of this room need.</summary>
public sealed class DiscoveryServices
{
    internal DiscoveryServices(CatalogueOptions options, TimeProvider clock, Auth.Issuers issuers) => (Options, Clock, Issuers) = (options, clock, issuers);

    internal CatalogueOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal Auth.Issuers Issuers { get; }
}
