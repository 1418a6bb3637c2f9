using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Contacts;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Municipalities;

/// <summary>Says what a unit says of itself: digital strategy, IT provider, contact point.</summary>
public sealed class SetProfileEndpoint(IDocumentStore store, Registry registry, TimeProvider clock)
    : SingleStreamEndpoint<SetProfileEndpoint.Request, Municipality, SetProfileEndpoint.Response>(store)
{
    const int LongestUrl = 2_000;

    /// <summary>Which unit, its profile and the version that was read.</summary>
    /// <param name="Key">Id, AGS (8 digits) or ARS (12 digits) of the unit.</param>
    public sealed record Request([FromRoute] string Key, [FromBody] Profile Profile, [FromHeader(Name = "If-Match")] string? IfMatch = null) : IConditionalRequest;

    /// <summary>Parts of a profile. A part that is absent stays as it is, null clears it.</summary>
    public sealed class Profile
    {
        /// <summary>How far the unit is with a digital strategy.</summary>
        public Strategy? DigitalStrategy
        {
            get => StrategyPart?.Value;
            set => StrategyPart = new(value);
        }

        /// <summary>Name of the organisation that runs its IT, at most 120 characters; never that of a person.</summary>
        public string? ItProvider
        {
            get => ProviderPart?.Value;
            set => ProviderPart = new(value);
        }

        /// <summary>Where it can be asked.</summary>
        public ContactBody? ContactPoint
        {
            get => ContactPart?.Value;
            set => ContactPart = new(value);
        }

        internal Given<Strategy>? StrategyPart { get; private set; }

        internal Given<string>? ProviderPart { get; private set; }

        internal Given<ContactBody>? ContactPart { get; private set; }
    }

    /// <summary>A digital strategy.</summary>
    /// <param name="State">How far the unit is.</param>
    /// <param name="Since">Since when it is so.</param>
    /// <param name="Url">Public http(s) address of the strategy.</param>
    public sealed record Strategy(DigitalStrategyState State, DateOnly? Since = null, string? Url = null);

    /// <summary>The whole profile.</summary>
    /// <param name="Municipality">Id of the unit.</param>
    /// <param name="DigitalStrategy">How far it is with a digital strategy.</param>
    /// <param name="ItProvider">The organisation that runs its IT.</param>
    /// <param name="ContactPoint">Where it can be asked.</param>
    /// <param name="Version">Version of the unit's stream, the ETag.</param>
    /// <param name="Position">Position of its last event in the log.</param>
    public sealed record Response(string Municipality, DigitalStrategy? DigitalStrategy, string? ItProvider, ContactPoint? ContactPoint, long Version, long Position);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Key).UnitKey();
            RuleFor(request => request.Profile.ItProvider).MaximumLength(OrganisationName.Longest).WithErrorCode("text-too-long")
                .WithMessage($"At most {OrganisationName.Longest} characters.");
            When(request => request.Profile.DigitalStrategy is not null, () =>
                RuleFor(request => request.Profile.DigitalStrategy!.Url).MaximumLength(LongestUrl).WithErrorCode("text-too-long"));
            When(request => request.Profile.ContactPoint is not null, () =>
            {
                RuleFor(request => request.Profile.ContactPoint!.Url).MaximumLength(LongestUrl).WithErrorCode("text-too-long");
                RuleFor(request => request.Profile.ContactPoint!.Mailbox).Mailbox();
            });
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put("/v1/municipalities/{key}/profile");
        Policies(Policy.ReportOrCoordinate);
        Problems(404, 409, 412, 413, 415);
        Summary(
            "Set the profile of a unit",
            "By a reporter of the unit or a coordinator of its Land. Parts that are absent stay as they are, null clears them. Idempotent.");
    }

    /// <inheritdoc/>
    private protected override async Task<(StreamCommand<Municipality, Response>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct)
    {
        var unit = await registry.FindUnit(request.Key, ct);
        var isAllowed = unit is null
            ? caller.MayReportFor(request.Key) || caller.Coordinates(request.Key[..2])
            : caller.MayReportFor(unit) || caller.Coordinates(unit.State);
        if (!isAllowed) return (null, Problem.Of(caller.Role == Roles.Coordinator ? "outside-your-states" : "outside-your-keys"));
        if (unit is null) return (null, Problem.UnknownUnit(request.Key));

        var said = request.Profile;
        var command = new SetProfile(
            said.StrategyPart is { } strategy ? new(strategy.Value is { } s ? new(s.State, s.Since, s.Url) : null) : null,
            said.ProviderPart,
            said.ContactPart is { } contact ? new(contact.Value is { } c ? new(c.Mailbox, c.Url) : null) : null,
            RolloutFacts.DayOf(clock.GetUtcNow()));
        return (new(
            Municipality.StreamKey(unit.Id),
            state => ProfileDecider.Decide(state, command),
            (state, happened) => Municipality.Evolve(state, (IMunicipalityEvent)happened),
            after => new Response(
                unit.Id.Value, after.State.Profile.DigitalStrategy, after.State.Profile.ItProvider, after.State.Profile.ContactPoint,
                after.Version, after.Position),
            Units: [unit]), null);
    }
}
