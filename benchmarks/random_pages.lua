-- Pages of 20 at random, in every sort order: wrk -s random_pages.lua URL -- PAGES
-- Eight times PAGES different responses, always in the same order.
local sorts = {
  "id", "-id", "created_date", "-created_date",
  "modified_date", "-modified_date", "date_placed", "-date_placed",
}
local pages

function init(arguments)
  pages = tonumber(arguments[1])
  math.randomseed(42)
end

function request()
  return wrk.format(nil, string.format(
    "%s?limit=20&page=%d&sort=%s", wrk.path, math.random(pages), sorts[math.random(#sorts)]))
end
