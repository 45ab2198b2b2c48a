"""What is asked: the overview of a search, a long list, and the platform in numbers."""

from typing import Final

RATE: Final = "{ value numerator denominator low high smallSample maturity }"

OVERVIEW: Final = f"""
query Overview {{
  summary {{
    range {{ from until }}
    totalApplications
    statusCounts {{ status count }}
    responseRate {RATE}
    interviewRate {RATE}
    offerRate {RATE}
    acceptanceRate {RATE}
    medianDaysToResponse
    openApplications
    freshness {{ asOf source lagSeconds }}
  }}
  metrics(
    metrics: [JOB_VIEWS, APPLICATIONS, RESPONSES, INTERVIEWS, OFFERS, RESPONSE_RATE]
    range: {{ period: LAST_30_DAYS }}
    interval: DAY
  ) {{
    metric
    unit
    total
    points {{ start value isPartial }}
  }}
  applications(first: 20) {{
    nodes {{
      id status stage outcome appliedAt respondedAt source
      job {{ id title location workplace company {{ id name industry size }} }}
    }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""

THOUSAND: Final = """
query Thousand {
  applications(first: 1000) {
    nodes { id status appliedAt source job { id title location company { name industry } } }
  }
}
"""

PLATFORM: Final = """
query Platform {
  platform(range: { period: LAST_90_DAYS }) {
    totals { users activeUsers sessions events }
    activeUsers { daily { start value } weekly { start value } monthly { start value } }
    features { shown { name events } }
  }
}
"""
