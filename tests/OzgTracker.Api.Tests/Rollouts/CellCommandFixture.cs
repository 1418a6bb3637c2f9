using System.Net;
using System.Text.Json;
using static OzgTracker.Testing.ReferenceData;

namespace OzgTracker.Api.Tests.Rollouts;

/// <summary>A request to a cell, relative to the cell's address.</summary>
public sealed record CellRequest(HttpMethod Method, string Path, object? Body = null);

/// <summary>A request of the wrong shape and where its error is.</summary>
public sealed record MisshapenRequest(CellRequest Request, string Error, string? Pointer = null, string? Parameter = null);

/// <summary>The outcomes that every command to a cell has. Each test takes a cell that no other has touched.</summary>
public abstract class CellCommandFixture : ApiFixture
{
    static readonly string[] Units = [Bonn, Cologne, Berlin, Dithmarschen, BuesumWesselburen, Buesum];
    static readonly string[] Services = [Residence, ParentalAllowance, VehicleRegistration, HousingBenefit, Passport];

    int cells;

    /// <summary>The role that may send the command.</summary>
    protected virtual string Role => "reporter";

    /// <summary>Other roles that may send it as well.</summary>
    protected virtual string[] OtherRoles => [];

    /// <summary>Whoever may send the command to a cell of this unit.</summary>
    protected HttpClient Writer(string unit) => App.ClientFor(Role, Role == "coordinator" ? unit[..2] : unit);

    string Outside => Role == "coordinator" ? "outside-your-states" : "outside-your-keys";

    /// <summary>Brings a cell to where the command has something to record.</summary>
    protected abstract Task<CellRequest> Given(string unit, string ozgId);

    /// <summary>A command of the right shape; what it names need not exist.</summary>
    protected abstract CellRequest WellFormed { get; }

    protected abstract MisshapenRequest Misshapen { get; }

    /// <summary>Brings a cell to where a rule forbids the command.</summary>
    protected abstract Task<(CellRequest Request, string Code)> GivenForbidden(string unit, string ozgId);

    /// <summary>Stored name of the event that the command records.</summary>
    protected abstract string Recorded { get; }

    protected (string Unit, string OzgId) NewCell()
    {
        var cell = (Units[cells % Units.Length], Services[cells / Units.Length]);
        cells++;
        return cell;
    }

    protected Task<JsonElement[]> History(string unit, string ozgId) => Items(CellUrl(unit, ozgId) + "/history");

    protected Task<HttpResponseMessage> Send(HttpClient client, string unit, string ozgId, CellRequest request, string? ifMatch = null) =>
        client.Send(request.Method, CellUrl(unit, ozgId) + request.Path, request.Body, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    [Test]
    public async Task The_command_is_recorded_and_answered_with_the_cell()
    {
        var (unit, ozgId) = NewCell();
        var request = await Given(unit, ozgId);
        var before = await History(unit, ozgId);

        var response = await Send(Writer(unit), unit, ozgId, request);

        var cell = await Json(response);
        var after = await History(unit, ozgId);
        Assert.That(response.StatusCode, Is.EqualTo(request.Method == HttpMethod.Post ? HttpStatusCode.Created : HttpStatusCode.OK), cell.ToString());
        Assert.That(response.Headers.Location?.OriginalString, Is.EqualTo(request.Method == HttpMethod.Post ? CellUrl(unit, ozgId) : null));
        Assert.That(response.Headers.ETag?.ToString(), Is.EqualTo($"\"{before.Length + 1}\""));
        Assert.That(after, Has.Length.EqualTo(before.Length + 1));
        Assert.That(after[^1].Text("type"), Is.EqualTo(Recorded));
        Assert.That(cell.Number("position"), Is.EqualTo(after[^1].Number("position")));
        Assert.That(cell.ToString(), Is.EqualTo((await GetJson(CellUrl(unit, ozgId))).ToString()));
    }

    [Test]
    public async Task The_same_again_records_nothing()
    {
        var (unit, ozgId) = NewCell();
        var request = await Given(unit, ozgId);
        var reporter = Writer(unit);
        var first = await Send(reporter, unit, ozgId, request);
        var history = await History(unit, ozgId);

        var again = await Send(reporter, unit, ozgId, request);

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(again.Headers.ETag, Is.EqualTo(first.Headers.ETag));
        Assert.That(again.Headers.Location, Is.Null);
        Assert.That(await again.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That(await History(unit, ozgId), Has.Length.EqualTo(history.Length));
    }

    [Test]
    public async Task The_same_again_with_the_same_key_is_answered_the_same_and_records_nothing()
    {
        var (unit, ozgId) = NewCell();
        var request = await Given(unit, ozgId);
        var reporter = Writer(unit);
        var key = Guid.NewGuid().ToString();
        var first = await reporter.Send(request.Method, CellUrl(unit, ozgId) + request.Path, request.Body, ("Idempotency-Key", key));
        var history = await History(unit, ozgId);

        var again = await reporter.Send(request.Method, CellUrl(unit, ozgId) + request.Path, request.Body, ("Idempotency-Key", key));

        Assert.That(again.StatusCode, Is.EqualTo(first.StatusCode));
        Assert.That(again.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo((string[])["true"]));
        Assert.That(again.Headers.ETag, Is.EqualTo(first.Headers.ETag));
        Assert.That(again.Headers.Location, Is.EqualTo(first.Headers.Location));
        Assert.That(await again.Content.ReadAsByteArrayAsync(), Is.EqualTo(await first.Content.ReadAsByteArrayAsync()));
        Assert.That(await History(unit, ozgId), Has.Length.EqualTo(history.Length));
    }

    [Test]
    public async Task The_same_again_with_the_version_from_before_is_not_stale()
    {
        var (unit, ozgId) = NewCell();
        var request = await Given(unit, ozgId);
        var reporter = Writer(unit);
        var read = $"\"{(await History(unit, ozgId)).Length}\"";
        var first = await Send(reporter, unit, ozgId, request, read);

        var again = await Send(reporter, unit, ozgId, request, read);

        Assert.That(first.IsSuccessStatusCode, Is.True, await first.Content.ReadAsStringAsync());
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_command_on_an_old_version_is_refused_and_records_nothing()
    {
        var (unit, ozgId) = NewCell();
        var request = await Given(unit, ozgId);
        var history = await History(unit, ozgId);

        var response = await Send(Writer(unit), unit, ozgId, request, $"\"{history.Length + 7}\"");

        var problem = await AssertProblem(response, 412, "stale-version");
        Assert.That(problem.Number("currentVersion"), Is.EqualTo(history.Length));
        Assert.That(await History(unit, ozgId), Has.Length.EqualTo(history.Length));
    }

    [TestCase("1")]
    [TestCase("\"one\"")]
    [TestCase("\"-1\"")]
    [TestCase("\"1\", \"2\"")]
    [TestCase("W/\"1\"")]
    [TestCase("\"99999999999999999999\"")]
    public async Task Another_text_than_an_ETag_in_If_Match_is_refused(string ifMatch) =>
        await AssertProblem(await Send(Writer(Bonn), Bonn, Residence, WellFormed, ifMatch), 400, "bad-etag");

    [Test]
    public async Task Any_version_matches_a_star_in_If_Match()
    {
        var (unit, ozgId) = NewCell();
        var request = await Given(unit, ozgId);

        var response = await Send(Writer(unit), unit, ozgId, request, "*");

        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_request_of_the_wrong_shape_says_what_is_wrong_where() =>
        await AssertInvalid(
            await Send(Writer(Bonn), Bonn, Residence, Misshapen.Request), Misshapen.Error, Misshapen.Pointer, Misshapen.Parameter);

    [Test]
    public async Task Without_a_token_nothing_is_recorded()
    {
        var response = await Send(App.Anonymous, Bonn, Residence, WellFormed);

        await AssertProblem(response, 401, "unauthenticated");
        Assert.That(response.Headers.WwwAuthenticate.ToString(), Does.StartWith("Bearer"));
    }

    [TestCase("reader")]
    [TestCase("reporter")]
    [TestCase("coordinator")]
    [TestCase("admin")]
    public async Task Other_roles_may_not_do_it(string role)
    {
        if (role == Role || OtherRoles.Contains(role)) return;
        await AssertProblem(await Send(App.ClientFor(role, "05"), Bonn, Residence, WellFormed), 403, "role-not-allowed");
    }

    [Test]
    public async Task A_stranger_learns_nothing_about_which_units_exist()
    {
        var stranger = App.ClientFor(Role, Role == "coordinator" ? "01" : Cologne);

        var known = await AssertProblem(await Send(stranger, Bonn, Residence, WellFormed), 403, Outside);
        var unknown = await AssertProblem(await Send(stranger, "05999999", Residence, WellFormed), 403, Outside);

        Assert.That(unknown.Text("detail"), Is.EqualTo(known.Text("detail")));
    }

    [Test]
    public async Task A_unit_that_nobody_knows_is_not_found_by_those_who_might_report_for_it() =>
        await AssertProblem(await Send(App.ClientFor(Role, "05"), "05999999", Residence, WellFormed), 404, "unknown-municipality");

    [Test]
    public async Task A_service_that_the_catalogue_lacks_is_not_found() =>
        await AssertProblem(await Send(Writer(Bonn), Bonn, "19999", WellFormed), 404, "unknown-service");

    [Test]
    public async Task What_a_rule_forbids_is_refused_and_not_recorded()
    {
        var (unit, ozgId) = NewCell();
        var (request, code) = await GivenForbidden(unit, ozgId);
        var history = await History(unit, ozgId);

        var response = await Send(Writer(unit), unit, ozgId, request);

        await AssertProblem(response, 409, code);
        Assert.That(await History(unit, ozgId), Has.Length.EqualTo(history.Length));
    }

    [Test]
    public async Task An_area_without_municipality_takes_no_part() =>
        await AssertProblem(await Send(Writer(Sachsenwald), Sachsenwald, Residence, WellFormed), 409, NotAMunicipalityCode);

    /// <summary>What a gemeindefreies Gebiet is told; commands that name an event find none there.</summary>
    protected virtual string NotAMunicipalityCode => "not-a-municipality";
}
