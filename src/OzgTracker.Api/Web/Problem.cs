using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Audit;
using OzgTracker.Domain;

namespace OzgTracker.Api.Web;

/// <summary>Refusals as RFC 9457 problems; every kind is in <see cref="ProblemCatalogue"/>.</summary>
static class Problem
{
    /// <summary>Where the kinds are explained.</summary>
    public const string TypePrefix = "/problems/";

    public static ProblemHttpResult Of(string code, string? detail = null, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var kind = ProblemCatalogue.Find(code);
        var details = new ProblemDetails { Type = TypePrefix + code, Title = kind.Title, Status = kind.Status, Detail = detail ?? kind.WhatToDo };
        foreach (var (name, value) in more) details.Extensions[name] = value;
        return TypedResults.Problem(details);
    }

    /// <summary>A business rule said no; the request was well-formed and may succeed later.</summary>
    public static ProblemHttpResult Refused(Refusal refusal) => Of(refusal.Code, refusal.Why);

    /// <summary>The request does not have the right shape; all that is wrong with it at once.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyList<FieldError> errors) =>
        Of("invalid-request", errors.Count == 1 ? errors[0].Detail : $"{errors.Count} things are wrong; see errors.", ("errors", errors));

    public static ProblemHttpResult StaleVersion(long currentVersion) => Of("stale-version", null, ("currentVersion", currentVersion));

    public static ProblemHttpResult UnknownUnit(string key) => Of("unknown-municipality", $"'{key}' is neither an id nor an AGS (8 digits) nor an ARS (12 digits) of a known unit.");

    public static ProblemHttpResult UnknownService(string ozgId) => Of("unknown-service", $"The catalogue has no service '{ozgId}'.");

    public static ProblemHttpResult UnknownModel(string model) => Of("unknown-model", $"There is no maturity model '{model}'.");

    /// <summary>What every problem carries besides its kind.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        context.ProblemDetails.Instance ??= http.Request.Path;
        if (context.ProblemDetails.Type is { } type && type.StartsWith(TypePrefix, StringComparison.Ordinal)) http.Features.Set(new AnsweredProblem(type[TypePrefix.Length..]));
        context.ProblemDetails.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
    }
}
