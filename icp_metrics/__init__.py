"""icp-metrics: does the Ideal Customer Profile (ICP) work, and how sure is that?"""
