using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace OzgTracker.Api.Limits;

/// <summary>Limits of requests, connections and bodies.</summary>
static class LimitSetup
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().Configure<IConfiguration>(Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitRules>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>((server, limits) => Limit(server, limits.Value));
        services.AddSingleton<RateLimits>();
        services.AddSingleton<HeavyAnswers>();
        services.AddRequestDecompression();
        services.AddSingleton<CompressedBodies>();
    }

    /// <summary>In front of authentication.</summary>
    public static void UseAddressLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(next => context => limits.OfAddress(context, next));
    }

    /// <summary>Behind authentication.</summary>
    public static void UseClientLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(next => context => limits.OfClient(context, next));
    }

    /// <summary>Behind authorisation: nobody's bytes are unpacked who may not send any.</summary>
    public static void UseCompressedBodies(this WebApplication app)
    {
        var bodies = app.Services.GetRequiredService<CompressedBodies>();
        app.Use(next => context => bodies.Unpack(context, next));
    }

    /// <summary>A misspelt name is no limit, so it is refused like a value that is none.</summary>
    static void Bind(LimitOptions options, IConfiguration configuration)
    {
        var section = configuration.GetSection(LimitOptions.Section);
        if (Unknown(section, typeof(LimitOptions)).ToArray() is { Length: > 0 } unknown) throw Refused($"There is no such setting: {string.Join(", ", unknown)}.");
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException error)
        {
            throw Refused(error.Message);   // it names the setting and its value
        }
    }

    static IEnumerable<string> Unknown(IConfigurationSection section, Type type) => section.GetChildren().SelectMany(setting =>
        type.GetProperty(setting.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not { } known ? [setting.Path]
        : known.PropertyType.IsClass ? Unknown(setting, known.PropertyType)
        : []);

    static OptionsValidationException Refused(string why) => new(nameof(LimitOptions), typeof(LimitOptions), [why]);

    static void Limit(KestrelServerOptions server, LimitOptions options)
    {
        var connections = options.Connections;
        var limits = server.Limits;
        limits.MaxConcurrentConnections = Math.Min(connections.Most, OpenFiles.Most() / 2);
        limits.MaxConcurrentUpgradedConnections = connections.MostUpgraded;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(connections.KeepAliveSeconds);
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(connections.HeaderSeconds);
        limits.MinRequestBodyDataRate = new MinDataRate(connections.MinBodyBytesPerSecond, TimeSpan.FromSeconds(connections.GraceSeconds));
        limits.MinResponseDataRate = new MinDataRate(connections.MinAnswerBytesPerSecond, TimeSpan.FromSeconds(connections.GraceSeconds));
        limits.MaxRequestLineSize = connections.RequestLineBytes;
        limits.MaxRequestHeadersTotalSize = connections.HeaderBytes;
        limits.MaxRequestHeaderCount = connections.Headers;
        limits.MaxRequestBufferSize = Math.Max(limits.MaxRequestBufferSize ?? 0, connections.RequestLineBytes + connections.HeaderBytes);
        limits.Http2.MaxStreamsPerConnection = connections.Http2Streams;
        limits.Http2.MaxRequestHeaderFieldSize = connections.HeaderBytes;
        limits.MaxRequestBodySize = options.Bodies.SingleBytes;
    }
}
