using System.Net;
using System.Text.Json;
using OzgTracker.Api.Tests.Changes;
using OzgTracker.Api.Webhooks;
using OzgTracker.Testing;

namespace OzgTracker.Api.Tests.Webhooks;

/// <summary>Webhooks over HTTP, and a receiver on this machine.</summary>
public abstract class WebhookFixture : ChangesFixture
{
    protected const string Hooks = "/v1/webhooks";

    protected HttpClient Admin => App.ClientFor("admin");

    protected override (string, string)[] Settings => [("Webhooks:AllowLoopback", "true")];

    protected override Task<(string Key, string Value)[]> Prepare()
    {
        Environment.SetEnvironmentVariable(WebhookOptions.PermissionVariable, "1");
        return base.Prepare();
    }

    protected async Task<JsonElement> Create(object hook, HttpClient? client = null)
    {
        var answer = await (client ?? Admin).Send(HttpMethod.Post, Hooks, hook);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
        return await Json(answer);
    }

    protected async Task<JsonElement> Show(JsonElement hook) => await Json(await Admin.GetAsync($"{Hooks}/{hook.Text("id")}"));

    protected async Task<JsonElement[]> Deliveries(JsonElement hook) =>
        [.. (await Json(await Admin.GetAsync($"{Hooks}/{hook.Text("id")}/deliveries"))).GetProperty("items").EnumerateArray()];

    protected static string?[] IdsOf(ReceivedMessage message) => [.. JsonDocument.Parse(message.Body).RootElement.EnumerateArray().Texts("id")];
}
