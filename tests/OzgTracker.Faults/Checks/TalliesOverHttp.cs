using System.Net.Http.Json;
using System.Text.Json;

namespace OzgTracker.Faults.Checks;

/// <summary>The tally by Land and service as lines of Land, service, level and number of cells, to be compared with <see cref="Evidence.Tallies"/>.</summary>
static class TalliesOverHttp
{
    /// <returns>The lines, and the position that they were computed at.</returns>
    public static async Task<(long Position, List<string> Lines)> Read(HttpClient http, string query = "")
    {
        var answer = await http.GetFromJsonAsync<JsonElement>($"/v1/maturity?groupBy=state,ozgId&{query}");
        var lines = from tallied in answer.GetProperty("groups").EnumerateArray()
                    from level in tallied.GetProperty("levels").EnumerateObject()
                    where level.Value.GetInt64() > 0
                    select $"{tallied.GetProperty("key").GetProperty("state").GetString()} {tallied.GetProperty("key").GetProperty("ozgId").GetString()} {level.Name} {level.Value}";
        return (answer.GetProperty("position").GetInt64(), [.. lines]);
    }
}
